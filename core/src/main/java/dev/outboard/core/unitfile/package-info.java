/**
 * A lossless model of systemd's unit-file syntax: systemd.syntax(7), and of systemd.service(5) the command lines. Text
 * of a unit or of a systemd-networkd file enters, and the same text leaves, with single assignments changed. Knows no
 * key's meaning but two: which keys hold dependencies, and how a command line is split. Where the manual pages are
 * silent, systemd 252's {@code conf-parser.c}, {@code extract-word.c} and {@code load-fragment.c} decide. Uses nothing
 * but {@code dev.outboard.core.failure} and the JDK.
 *
 * @serial exclude
 */
@NullMarked
package dev.outboard.core.unitfile;

import org.jspecify.annotations.NullMarked;
