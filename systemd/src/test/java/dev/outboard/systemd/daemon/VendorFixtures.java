package dev.outboard.systemd.daemon;

import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.VendorUnits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The units of real Docker packages, kept with the tests of the unit-file model. */
final class VendorFixtures {
    private static final Path UNITS = Path.of("../core/src/test/resources/units");

    private VendorFixtures() {}

    static VendorUnits units(String release) {
        return VendorUnits.of(unit(release, "docker.service"), unit(release, "docker.socket"));
    }

    /** The units of a daemon, as a host with these units of the first daemon gets them. */
    static DaemonUnits render(DaemonSpec spec, BridgeSpec bridge, Optional<VendorUnits> vendor, Platform platform) {
        return DaemonUnits.of(spec, bridge, derivation(spec, vendor.orElseGet(VendorUnits::none), platform), platform);
    }

    static Derivation derivation(DaemonSpec spec, VendorUnits vendor, Platform platform) {
        return Derivation.of(vendor, spec.serviceUnit(), spec.socketUnit(), platform.program());
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
