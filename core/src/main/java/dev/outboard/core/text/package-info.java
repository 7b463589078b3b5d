/**
 * Text that people or programs read. Inside of the library: {@link dev.outboard.core.text.ForeignText} shows what others
 * wrote, {@link dev.outboard.core.text.Quoted} and {@link dev.outboard.core.text.ShellWords} quote it, and {@link
 * dev.outboard.core.text.PlainText} refuses what could not be seen. Uses the JDK and Guava.
 *
 * @serial exclude
 */
@NullMarked
package dev.outboard.core.text;

import org.jspecify.annotations.NullMarked;
