package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.platform.EngineFeature;
import dev.outboard.systemd.platform.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxies of a daemon: keys of its configuration where the engine reads them there, else variables of its service.
 *
 * @param spec the daemon
 * @param settings its proxies
 * @param platform what the host offers
 */
record Proxies(DaemonSpec spec, ProxySettings settings, Platform platform) implements DaemonPart {
    private static final EngineFeature CONFIGURATION = EngineFeature.PROXIES_IN_CONFIGURATION;

    private boolean isConfigured() {
        return spec.engineDialect() == EngineDialect.DOCKERD && platform.has(CONFIGURATION);
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
