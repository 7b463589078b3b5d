/**
 * A program that reads as the first example: the article's stack, from three specs to a running second daemon. Arguments
 * enter; what a plan, an apply or a verification says leaves on standard output. Uses only what users have.
 */
@NullMarked
package dev.outboard.runner.example;

import org.jspecify.annotations.NullMarked;
