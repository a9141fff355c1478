/**
 * The readiness engine: one transport for every platform whose kernel tells when a socket is ready
 * instead of when an operation is done. Transports extend it; programs do not need this package.
 */
@NullMarked
package io.tickwire.readiness;

import org.jspecify.annotations.NullMarked;
