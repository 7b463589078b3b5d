package dev.outboard.systemd.daemon;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.IpAddress;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.HostPorts;
import dev.outboard.systemd.options.CertificateAuthority;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.LogLimits;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.options.UserRemap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a {@link DaemonSpec}, all of them parsed. */
record DaemonValues(
        DaemonName name,
        InterfaceName bridge,
        AbsolutePath root,
        AbsolutePath dataRoot,
        AbsolutePath temporaryDirectory,
        AbsolutePath execRoot,
        AbsolutePath pidFile,
        SocketPath socket,
        AbsolutePath configurationFile,
        AbsolutePath wrapper,
        FileOwner socketOwner,
        FileMode socketMode,
        String storageDriver,
        Optional<AddressPool> addressPool,
        boolean egress,
        List<Subnet> deniedRanges,
        boolean hostAccess,
        List<HostPorts> allowedHostPorts,
        boolean publishedPorts,
        boolean interContainerTraffic,
        List<IpAddress> dns,
        List<HttpUrl> registryMirrors,
        List<String> insecureRegistries,
        List<Label> labels,
        Optional<String> logDriver,
        Map<String, String> logOptions,
        Optional<LogLimits> logLimits,
        ContainerDefaults containerDefaults,
        Optional<ProxySettings> proxies,
        List<CertificateAuthority> certificateAuthorities,
        Optional<UserRemap> userRemap,
        List<DaemonOption> options,
        EngineDialect engineDialect,
        UnitSource unitSource) {}
