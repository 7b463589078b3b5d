/**
 * What the tests of all modules share, and no user needs: golden files, random text that a seed repeats, the contract of
 * specs, and a host on which something goes wrong. Uses the JDK.
 */
@NullMarked
package dev.outboard.core.testing.shared;

import org.jspecify.annotations.NullMarked;
