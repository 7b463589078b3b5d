package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.platform.EngineFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxies of a daemon: keys of its configuration where the engine reads them there, else variables of its service.
 *
 * @param daemon the daemon
 * @param settings its proxies
 */
record Proxies(DaemonContext daemon, ProxySettings settings) implements DaemonPart {
    private static final EngineFeature CONFIGURATION = EngineFeature.PROXIES_IN_CONFIGURATION;

    private boolean isConfigured() {
        return daemon.spec().engineDialect() == EngineDialect.DOCKERD
                && daemon.platform().has(CONFIGURATION);
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        settings.http().map(HttpUrl::toString).ifPresent(url -> values.put("http-proxy", url));
        settings.https().map(HttpUrl::toString).ifPresent(url -> values.put("https-proxy", url));
        if (!settings.exceptions().isEmpty()) {
            values.put("no-proxy", String.join(",", settings.exceptions()));
        }
        return values;
    }

    @Override
    public void configure(ObjectNode configuration) {
        if (isConfigured()) {
            ObjectNode proxies = configuration.putObject("proxies");
            values().forEach(proxies::put);
        }
    }

    /** The names of the variables are those of the keys, as every engine reads them. */
    @Override
    public UnitFile inService(UnitFile service) {
        UnitFile changed = service;
        if (!isConfigured()) {
            for (Map.Entry<String, String> value : values().entrySet()) {
                String variable = value.getKey().replace('-', '_').toUpperCase(Locale.ROOT);
                changed = changed.add("Service", "Environment", UnitValue.environment(variable, value.getValue()));
            }
        }
        return changed;
    }

    @Override
    public List<String> notes() {
        return isConfigured()
                ? List.of()
                : List.of("its proxies are variables of its service, since engines read them in their configuration"
                        + " only from Docker " + CONFIGURATION.since() + " on");
    }
}
