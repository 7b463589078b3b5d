package dev.outboard.systemd.daemon;

import dev.outboard.core.unitfile.UnitFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The units of real Docker packages, kept with the tests of the unit-file model. */
final class VendorFixtures {
    private static final Path UNITS = Path.of("../core/src/test/resources/units");

    private VendorFixtures() {}

    static VendorUnits units(String release) {
        return new VendorUnits(unit(release, "docker.service"), unit(release, "docker.socket"));
    }

    private static UnitFile unit(String release, String name) {
        return UnitFile.parse("/usr/lib/systemd/system/" + name, text(release, name));
    }

    static String text(String release, String name) {
        try {
            return Files.readString(UNITS.resolve(release).resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
