/**
 * Files by plain calls that block, on every platform with Linux's results. The engine's threads
 * call them, and io_uring's transport where its kernel lacks an operation.
 */
@NullMarked
package io.tickwire.readiness.files;

import org.jspecify.annotations.NullMarked;
