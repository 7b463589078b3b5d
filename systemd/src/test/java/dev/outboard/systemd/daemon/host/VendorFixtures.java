package dev.outboard.systemd.daemon.host;

import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.part.DaemonContext;
import dev.outboard.systemd.daemon.part.DaemonParts;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.VendorUnits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The units of real Docker packages, kept with the tests of the unit-file model. */
public final class VendorFixtures {
    private static final Path UNITS = Path.of("../core/src/test/resources/units");

    private VendorFixtures() {}

    public static VendorUnits units(String release) {
        return VendorUnits.of(unit(release, "docker.service"), unit(release, "docker.socket"));
    }

    /** The units of a daemon, as a host with these units of the first daemon gets them. */
    public static DaemonUnits render(
            DaemonSpec spec, BridgeSpec bridge, Optional<VendorUnits> vendor, Platform platform) {
        return render(spec, bridge, derivation(spec, vendor.orElseGet(VendorUnits::none), platform), platform);
    }

    public static DaemonUnits render(DaemonSpec spec, BridgeSpec bridge, Derivation vendor, Platform platform) {
        DaemonContext daemon = DaemonContext.of(spec, bridge, platform);
        return DaemonUnits.of(daemon, DaemonParts.of(daemon), vendor);
    }

    public static String configuration(DaemonSpec spec, BridgeSpec bridge, Platform platform) {
        DaemonContext daemon = DaemonContext.of(spec, bridge, platform);
        return DaemonConfiguration.render(daemon, DaemonParts.of(daemon));
    }

    public static Derivation derivation(DaemonSpec spec, VendorUnits vendor, Platform platform) {
        return Derivation.of(vendor, spec.serviceUnit(), spec.socketUnit(), platform.program());
    }

    private static UnitFile unit(String release, String name) {
        return UnitFile.parse("/usr/lib/systemd/system/" + name, text(release, name));
    }

    public static String text(String release, String name) {
        try {
            return Files.readString(UNITS.resolve(release).resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
