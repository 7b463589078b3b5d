package dev.outboard.core.value;

import com.google.common.collect.Sets;
import dev.outboard.core.failure.InvalidValueException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The permission bits of a file or directory, with setuid, setgid and sticky bit: chmod(2). */
public final class FileMode {
    /** A file that all may read and its owner may write: {@code 0644}. */
    public static final FileMode FILE = ofBits(0644);

    /** A program that all may run: {@code 0755}. */
    public static final FileMode EXECUTABLE = ofBits(0755);

    /** A directory that all may list: {@code 0755}. */
    public static final FileMode DIRECTORY = ofBits(0755);

    /** A file for its owner only: {@code 0600}. */
    public static final FileMode SECRET = ofBits(0600);

    /** A directory for its owner only: {@code 0700}. */
    public static final FileMode SECRET_DIRECTORY = ofBits(0700);

    private static final Pattern OCTAL = Pattern.compile("[0-7]{3,4}");
    private static final int ALL_BITS = 07777;
    private static final int HIGHEST_PERMISSION = 0400;
    private static final List<PosixFilePermission> FROM_HIGHEST_BIT = List.of(PosixFilePermission.values());

    private final int bits;

    private FileMode(int bits) {
        this.bits = bits;
    }

    /**
     * Reads a mode.
     *
     * @param octal three or four octal digits, for example {@code 0644} or {@code 755}
     * @return the mode
     * @throws InvalidValueException if it is anything else
     */
    public static FileMode of(String octal) {
        if (!OCTAL.matcher(octal).matches()) {
            throw invalid(octal);
        }
        return new FileMode(Integer.parseInt(octal, 8));
    }

    /**
     * A mode from its bits.
     *
     * @param bits the bits, from 0 to {@code 07777}
     * @return the mode
     * @throws InvalidValueException if there are other bits
     */
    public static FileMode ofBits(int bits) {
        if ((bits & ~ALL_BITS) != 0) {
            throw invalid(Integer.toOctalString(bits));
        }
        return new FileMode(bits);
    }

    /**
     * A mode from the permissions that the JDK reports.
     *
     * @param permissions what owner, group and others may do
     * @return the mode, without setuid, setgid and sticky bit
     */
    public static FileMode ofPermissions(Set<PosixFilePermission> permissions) {
        return new FileMode(permissions.stream().mapToInt(FileMode::bitOf).sum());
    }

    private static InvalidValueException invalid(String found) {
        return new InvalidValueException(
                "file mode", found, "octal digits from 0000 to 7777", "write e.g. \"0644\" or \"0755\"");
    }

    private static int bitOf(PosixFilePermission permission) {
        return HIGHEST_PERMISSION >> FROM_HIGHEST_BIT.indexOf(permission);
    }

    /**
     * The bits.
     *
     * @return a number from 0 to {@code 07777}
     */
    public int bits() {
        return bits;
    }

    /**
     * What owner, group and others may do, for the file API of the JDK, which knows no setuid, setgid and sticky bit.
     *
     * @return the permissions in the order of their bits, unmodifiable
     */
    public Set<PosixFilePermission> permissions() {
        return Collections.unmodifiableSet(
                Sets.filter(EnumSet.allOf(PosixFilePermission.class), permission -> (bits & bitOf(permission)) != 0));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileMode mode && bits == mode.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    /** The mode as four octal digits, for example {@code 0755}. */
    @Override
    public String toString() {
        return String.format("%04o", bits);
    }
}
