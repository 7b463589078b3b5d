package dev.outboard.systemd.platform;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.List;
import java.util.Optional;

/**
 * The versions of installed packages, as dpkg recorded them: files to read, where {@code dockerd
 * --version} takes 50 to 70. Empty where there is no dpkg.
 *
 * @param host whose packages
 * @param status dpkg's list of packages: dpkg-query(1), {@code /var/lib/dpkg/status}
 */
record InstalledPackages(HostView host, String status) {
    private static final AbsolutePath STATUS = AbsolutePath.of("/var/lib/dpkg/status");
    private static final AbsolutePath FILES = AbsolutePath.of("/var/lib/dpkg/info");
    private static final String INSTALLED = "Status: install ok installed";
    private static final String VERSION = "Version: ";

    static InstalledPackages readFrom(HostView host) {
        return new InstalledPackages(
                host, host.read(STATUS).map(FileContent::text).map("\n"::concat).orElse(""));
    }

    /** The version of the one of these packages that brought a file; empty if none of them did. */
    Optional<String> versionOfOwner(AbsolutePath file, List<String> candidates) {
        return candidates.stream()
                .filter(name -> host.read(FILES.resolve(name + ".list"))
                        .filter(list -> list.text().lines().anyMatch(file.toString()::equals))
                        .isPresent())
                .findFirst()
                .flatMap(this::version);
    }

    /** The version of a package, without its epoch: deb-version(7). */
    Optional<String> version(String name) {
        int start = status.indexOf("\nPackage: " + name + "\n");
        if (start < 0) {
            return Optional.empty();
        }
        int end = status.indexOf("\n\n", start);
        List<String> fields =
                status.substring(start, end < 0 ? status.length() : end).lines().toList();
        return fields.stream()
                .filter(field -> fields.contains(INSTALLED) && field.startsWith(VERSION))
                .map(field -> field.substring(Math.max(VERSION.length(), field.indexOf(':', VERSION.length()) + 1)))
                .findFirst();
    }
}
