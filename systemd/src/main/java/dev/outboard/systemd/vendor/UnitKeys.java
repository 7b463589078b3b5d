package dev.outboard.systemd.vendor;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.regex.Pattern;

/**
 * What becomes of each key of the first daemon's units. The names are those of systemd.unit(5), systemd.service(5),
 * systemd.socket(5), systemd.exec(5), systemd.kill(5) and systemd.resource-control(5).
 */
final class UnitKeys {
    /** What becomes of a key. */
    enum Fate {
        /** It stays, since it holds for the unit alone. */
        KEPT,
        /** It stays if the output does not go to a file or terminal of the first daemon. */
        OUTPUT,
        /** It stays unless it is {@code strict}, which would keep the daemon from writing to its own root. */
        PROTECTION,
        /** It orders units and starts none: every name stays, and the first daemon's own are renamed. */
        ORDER,
        /** It starts or stops other units: targets, mounts and containerd stay, and the first daemon's own are renamed. */
        NEEDS,
        /** It must name no units but the daemon's own: what {@code Also=} names is disabled together with the daemon. */
        OWN_UNITS,
        /** It says when the unit starts: targets stay. */
        TARGETS,
        /** Variables of the packaging stay. */
        VARIABLES,
        /** It stays if it signals the unit's own main process. */
        RELOAD,
        /** It runs the engine; the program and the paths of its packaging stay. */
        COMMAND,
        /** Outboard sets it for every daemon, in the place where the vendor has it. */
        SET,
        /** It goes: Outboard has another way, or the daemon has no use for it. */
        OURS,
        /** Without it the command would not be the one that the first daemon runs, so the unit can't be derived from. */
        REFUSED,
        /** It is the administrator's, or systemd has it since this table was written. It may reach beyond the unit. */
        LEFT_OUT
    }

    private static final ImmutableMap<String, Fate> UNIT = table(
            row(Fate.ORDER, "After Before"),
            row(Fate.NEEDS, "BindsTo PartOf Requires Requisite Upholds Wants"),
            row(
                    Fate.KEPT,
                    "CollectMode DefaultDependencies Documentation IgnoreOnIsolate JobRunningTimeoutSec JobTimeoutSec"
                            + " StartLimitBurst StartLimitInterval StartLimitIntervalSec"),
            row(Fate.SET, "Description"),
            row(Fate.OURS, "SourcePath"));

    /** Conditions of the host; those on paths mean files of the first daemon. */
    private static final Pattern CONDITION = Pattern.compile("(Condition|Assert)(ACPower|Architecture|CPUFeature|CPUs"
            + "|Capability|ControlGroupController|Firmware|Host|KernelCommandLine|KernelVersion|Memory|OSRelease|Security"
            + "|Version|Virtualization)");

    private static final ImmutableMap<String, Fate> SERVICE = table(
            row(Fate.COMMAND, "ExecStart"),
            row(Fate.RELOAD, "ExecReload"),
            row(Fate.VARIABLES, "Environment"),
            row(Fate.OWN_UNITS, "Sockets"),
            row(Fate.OUTPUT, "StandardError StandardInput StandardOutput"),
            row(Fate.PROTECTION, "ProtectSystem"),
            row(Fate.REFUSED, "RootDirectory RootHash RootImage User"),
            row(
                    Fate.KEPT,
                    "AmbientCapabilities AppArmorProfile CapabilityBoundingSet CoredumpFilter DevicePolicy DeviceAllow"
                            + " DisableControllers ExecSearchPath ExitType FileDescriptorStoreMax"
                            + " FileDescriptorStorePreserve FinalKillSignal GuessMainPID KeyringMode KillMode KillSignal"
                            + " LockPersonality LogLevelMax LogRateLimitBurst LogRateLimitIntervalSec MountFlags Nice"
                            + " NoNewPrivileges NonBlocking NotifyAccess OOMPolicy OOMScoreAdjust PermissionsStartOnly"
                            + " Personality PrivateDevices PrivateIPC PrivateMounts PrivateTmp ProcSubset ReloadSignal"
                            + " RemainAfterExit RemoveIPC RuntimeMaxSec SELinuxContext SecureBits SendSIGHUP SendSIGKILL"
                            + " SmackProcessLabel StartLimitBurst StartLimitInterval StartLimitIntervalSec SuccessExitStatus"
                            + " SyslogFacility SyslogLevel SyslogLevelPrefix TasksAccounting TasksMax TimerSlackNSec Type"
                            + " UMask UnsetEnvironment WatchdogSec WatchdogSignal"),
            row(
                    Fate.OURS,
                    "EnvironmentFile PIDFile SyslogIdentifier WorkingDirectory CacheDirectory CacheDirectoryMode"
                            + " ConfigurationDirectory ConfigurationDirectoryMode LogsDirectory LogsDirectoryMode"
                            + " RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve StateDirectory"
                            + " StateDirectoryMode"));

    /** Families of keys that hold for the unit alone: limits, restarts, time-outs, hardening, resource control. */
    private static final Pattern SERVICE_FAMILY =
            Pattern.compile("(BlockIO|CPU|Delegate|IO|IPAccounting|IPAddress|Limit"
                    + "|ManagedOOM|Memory|NUMA|Protect|Restart|Restrict|Startup|SystemCall|Timeout)[A-Za-z0-9]*");

    private static final ImmutableMap<String, Fate> SOCKET = table(
            row(Fate.OWN_UNITS, "Service"),
            row(
                    Fate.KEPT,
                    "Backlog DirectoryMode FileDescriptorName FlushPending PassCredentials PassPIDFD PassSecurity"
                            + " PollLimitBurst PollLimitIntervalSec ReceiveBuffer RemoveOnStop SELinuxContextFromNet"
                            + " SendBuffer SmackLabel TimeoutSec Timestamping TriggerLimitBurst TriggerLimitIntervalSec"),
            row(Fate.SET, "ListenStream SocketGroup SocketMode SocketUser"),
            row(
                    Fate.OURS,
                    "BindIPv6Only BindToDevice Broadcast DeferAcceptSec FreeBind IPTOS IPTTL KeepAlive"
                            + " KeepAliveIntervalSec KeepAliveProbes KeepAliveTimeSec NoDelay Priority ReusePort"
                            + " TCPCongestion Transparent"));

    private static final ImmutableMap<String, Fate> INSTALL =
            table(row(Fate.TARGETS, "WantedBy"), row(Fate.OWN_UNITS, "Also"), row(Fate.OURS, "Alias DefaultInstance"));

    private UnitKeys() {}

    static Fate of(String section, String key) {
        if (section.startsWith("X-") || key.startsWith("X-")) {
            return Fate.OURS; // systemd reads none of these
        }
        return switch (section) {
            case "Unit" -> CONDITION.matcher(key).matches() ? Fate.KEPT : UNIT.getOrDefault(key, Fate.LEFT_OUT);
            case "Service" ->
                SERVICE.getOrDefault(key, SERVICE_FAMILY.matcher(key).matches() ? Fate.KEPT : Fate.LEFT_OUT);
            case "Socket" -> SOCKET.getOrDefault(key, Fate.LEFT_OUT);
            case "Install" -> INSTALL.getOrDefault(key, Fate.LEFT_OUT);
            default -> Fate.LEFT_OUT;
        };
    }

    private static ImmutableMap<String, Fate> row(Fate fate, String keys) {
        return ImmutableSet.copyOf(keys.split(" ", -1)).stream()
                .collect(ImmutableMap.toImmutableMap(key -> key, key -> fate));
    }

    @SafeVarargs
    private static ImmutableMap<String, Fate> table(ImmutableMap<String, Fate>... rows) {
        ImmutableMap.Builder<String, Fate> table = ImmutableMap.builder();
        for (ImmutableMap<String, Fate> row : rows) {
            table.putAll(row);
        }
        return table.buildOrThrow();
    }
}
