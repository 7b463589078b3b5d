package dev.outboard.core.host;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment of the commands that Outboard runs. It starts empty: variables such as {@code DOCKER_HOST}, {@code
 * DOCKER_TLS_VERIFY}, {@code SYSTEMD_OFFLINE}, {@code LD_PRELOAD} or {@code XDG_RUNTIME_DIR} would lead a command
 * elsewhere, and the secrets in the environment of a CI job are not meant for it.
 */
final class ChildEnvironment {
    /** A program that speaks to GitLab may need a proxy for that; curl(1) has the list. */
    private static final ImmutableList<String> PROXIES = ImmutableList.of(
            "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY");

    private ChildEnvironment() {}

    /**
     * The variables of every command.
     *
     * @param own the environment of this process
     * @param programs where programs are looked for
     * @param home the home directory of this process's user, if the environment has none
     */
    static Map<String, String> of(Map<String, String> own, ProgramPath programs, String home) {
        Map<String, String> variables = new TreeMap<>();
        for (String proxy : PROXIES) {
            String value = own.get(proxy);
            if (value != null) {
                variables.put(proxy, value);
            }
        }
        variables.put("HOME", own.getOrDefault("HOME", home));
        variables.put("LC_ALL", "C");
        variables.put("PATH", programs.toString());
        variables.put("TERM", "dumb");
        return variables;
    }
}
