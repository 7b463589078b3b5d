package dev.outboard.systemd.daemon;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitEditException;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import java.util.List;

/**
 * Makes a daemon's units from the vendor's. What is the first daemon's own is replaced or dropped, everything else stays
 * as the vendor wrote it, comments too.
 *
 * @param spec the daemon
 * @param vendor the units that are copied
 */
record DerivedUnits(DaemonSpec spec, VendorUnits vendor) {
    private static final String VENDOR_SERVICE = "docker.service";
    private static final String VENDOR_SOCKET = "docker.socket";

    /** Keys that name other units, and where a copy must name its own. */
    private static final List<String> DEPENDENCIES =
            List.of("After", "Before", "BindsTo", "PartOf", "Requires", "Requisite", "Upholds", "Wants");

    DaemonUnits render() {
        return new DaemonUnits(service(vendor.service()), socket(vendor.socket()));
    }

    private UnitFile service(UnitFile original) {
        requireWantedBy(original);
        UnitFile service = original.replaceWord(
                        "Unit", "After", VENDOR_SOCKET, spec.socketUnit().toString())
                .replaceWord(
                        "Unit", "Requires", VENDOR_SOCKET, spec.socketUnit().toString());
        service = withOwnNames(service)
                .set("Unit", "Description", DaemonUnits.serviceDescription(spec))
                .removeIfPresent("Service", "EnvironmentFile")
                .removeIfPresent("Service", "PIDFile")
                .removeIfPresent("Service", "RuntimeDirectory")
                .replace("Service", "ExecStart", execStart(original));
        return service.comment(DaemonUnits.origin(spec, "derived from " + original.fileName()));
    }

    private UnitFile socket(UnitFile original) {
        requireWantedBy(original);
        UnitFile socket = withOwnNames(original)
                .set("Unit", "Description", DaemonUnits.socketDescription(spec))
                .set("Unit", "PartOf", spec.serviceUnit().toString())
                .replace(
                        "Socket",
                        "ListenStream",
                        UnitValue.literal(spec.socket().toString()));
        return DaemonUnits.withAccess(socket, spec)
                .comment(DaemonUnits.origin(spec, "derived from " + original.fileName()));
    }

    /** Without it, the copy could not be enabled. */
    private static void requireWantedBy(UnitFile original) {
        if (original.words("Install", "WantedBy").isEmpty()) {
            throw new UnitEditException(original.fileName(), "Install", "WantedBy", "is not set");
        }
    }

    /** An alias is a link of which there can be one; every other name of a vendor's unit becomes that of the copy. */
    private UnitFile withOwnNames(UnitFile original) {
        UnitFile unit = original.removeIfPresent("Install", "Alias");
        for (String key : DEPENDENCIES) {
            unit = renamed(unit, "Unit", key);
        }
        unit = renamed(unit, "Install", "Also");
        unit = renamed(unit, "Service", "Sockets");
        return renamed(unit, "Socket", "Service");
    }

    private UnitFile renamed(UnitFile unit, String section, String key) {
        UnitFile renamed = unit;
        if (unit.words(section, key).contains(VENDOR_SOCKET)) {
            renamed = renamed.replaceWord(
                    section, key, VENDOR_SOCKET, spec.socketUnit().toString());
        }
        if (unit.words(section, key).contains(VENDOR_SERVICE)) {
            renamed = renamed.replaceWord(
                    section, key, VENDOR_SERVICE, spec.serviceUnit().toString());
        }
        return renamed;
    }

    /** The vendor's program and its containerd stay; its other options and variables are the first daemon's. */
    private String execStart(UnitFile original) {
        if (spec.engineDialect() == EngineDialect.DOCKER_1_10) {
            return ExecLine.parse(EngineCommand.PROGRAM_1_10.toString())
                    .append(EngineCommand.arguments(spec))
                    .text();
        }
        String value = original.value("Service", "ExecStart").orElse("");
        if (value.isEmpty()) {
            throw new UnitEditException(original.fileName(), "Service", "ExecStart", "is not set");
        }
        ExecLine line = ExecLine.parse(value);
        if (!line.program().endsWith("/dockerd")) {
            throw new UnitEditException(
                    original.fileName(), "Service", "ExecStart", "runs " + line.program() + ", not dockerd");
        }
        return line.keep(ContainerdOption.words(line)::contains)
                .append(EngineCommand.arguments(spec))
                .text();
    }
}
