/**
 * The single values that everything else is made of: a path, an interface name, a subnet, a unit name, a secret. Text
 * enters through {@code of}, which gives an immutable value or throws {@link
 * dev.outboard.core.failure.InvalidValueException} with what is allowed and what to write instead; {@code toString()}
 * leaves in a form that {@code of} takes back. So no later package checks a name, a path or an address again. Uses the
 * failures, the JDK, and Guava inside.
 */
@NullMarked
package dev.outboard.core.value;

import org.jspecify.annotations.NullMarked;
