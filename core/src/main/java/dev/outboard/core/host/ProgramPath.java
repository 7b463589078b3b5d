package dev.outboard.core.host;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.failure.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where programs are looked for: in {@code PATH}, then in a system's usual directories, since the {@code PATH} of cron(8)
 * and of an ordinary user lacks those of {@code ip} and {@code brctl}.
 */
final class ProgramPath {
    private static final String USUAL = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ImmutableSet<Path> directories;

    /** The search path that an environment's {@code PATH} gives; relative directories are left out. */
    ProgramPath(@Nullable String path) {
        this.directories = Stream.of(Strings.nullToEmpty(path), USUAL)
                .flatMap(Splitter.on(':').omitEmptyStrings()::splitToStream)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .collect(ImmutableSet.toImmutableSet());
    }

    /** The file of a program that is given by name or by absolute path. */
    Path locate(String program) {
        return directories.stream()
                .map(directory -> directory.resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> missing(program));
    }

    /** As a {@code PATH}. */
    @Override
    public String toString() {
        return directories.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    private static HostException missing(String program) {
        String name = Path.of(program).getFileName().toString();
        return new HostException(
                "there is no program " + program + " on this host",
                DebianPackages.of(name)
                        .map(debian -> "install it, on Debian: apt-get install " + debian)
                        .orElse("install the package that brings it, or add its directory to PATH"));
    }
}
