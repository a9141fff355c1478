/**
 * What a loop lets others see and decide: an observer that is told of each intent, completion and
 * buffer as it passes, for checkers and recordings, and the clock that the loop sleeps by. Programs
 * without such needs do without this package.
 */
@NullMarked
package io.tickwire.watch;

import org.jspecify.annotations.NullMarked;
