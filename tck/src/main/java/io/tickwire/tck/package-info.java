/**
 * The conformance suite that every transport runs. A transport's module has one test class that
 * extends {@link io.tickwire.tck.TransportTck} and names the transport; everything else is here.
 * For what is true of it alone there is {@link io.tickwire.tck.Rig}, without core.
 */
@NullMarked
package io.tickwire.tck;

import org.jspecify.annotations.NullMarked;
