package dev.outboard.runner.configuration.file;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.ForeignText;
import dev.outboard.runner.configuration.Risk;
import dev.outboard.runner.configuration.Risk.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Looks for what is risky in a {@code config.toml}, also in one that was written by hand. */
public final class ConfigurationRisks {
    private static final Set<String> GONE = ImmutableSet.of("metrics_server");
    private static final Set<String> GONE_FROM_RUNNERS =
            ImmutableSet.of("disable_verbose", "pre_clone_script", "post_clone_script");

    private static final List<String> SCRIPTS = List.of(
            "pre_get_sources_script",
            "post_get_sources_script",
            "pre_clone_script",
            "post_clone_script",
            "pre_build_script",
            "post_build_script");

    /** Git takes the first whatever its value ({@code http.c}); the others have one by which they are on. */
    private static final Pattern UNVERIFIED = Pattern.compile("GIT_SSL_NO_VERIFY=.*|NODE_TLS_REJECT_UNAUTHORIZED=0"
            + "|(?i:npm_config_strict_ssl=(?:false|0))|PYTHONHTTPSVERIFY=0"
            + "|GIT_CONFIG_PARAMETERS=(?i:.*http\\.(?:\\S+\\.)?sslVerify[ =\"']+(?:false|0|no|off).*)");

    private static final Pattern UNVERIFIED_IN_A_SCRIPT =
            Pattern.compile("(?is).*(?:http\\.(?:\\S+\\.)?sslVerify[ =\"']+(?:false|0|no|off)\\b|GIT_SSL_NO_VERIFY="
                    + "|NODE_TLS_REJECT_UNAUTHORIZED=[\"']?0).*");

    /** Has credentials for registries in it, whatever the text looks like. */
    private static final String REGISTRIES = "DOCKER_AUTH_CONFIG";

    private static final Pattern GITLAB_TOKEN = Pattern.compile("(?:.*-)?glrt-.+");

    /** What people write where a token belongs: words, brackets, variables, one character again and again. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            ".*[^A-Za-z0-9_.=-].*|(.)\\1*|[A-Z_]+|(?i:.*(?:token|redacted|secret|change|replace|your|example|placeholder|dummy"
                    + "|todo|insert|xxx|runner|hidden|removed|masked|my[_-]).*)|__.*__");

    private final String runner;
    private final Collection<String> daemons;
    private final List<Risk> risks;

    private ConfigurationRisks(String runner, Collection<String> daemons, List<Risk> risks) {
        this.runner = runner;
        this.daemons = daemons;
        this.risks = risks;
    }

    /**
     * Looks through a file.
     *
     * @param file the file
     * @return what is risky in it, in the file's order of runners; empty if nothing is
     */
    public static List<Risk> risks(ConfigurationFile file) {
        return risks(file, List.of());
    }

    /**
     * Looks through a file of a host whose daemons are known.
     *
     * @param file the file
     * @param daemons paths of the host by which a daemon is ruled, such as its root
     * @return what is risky in it, in the file's order of runners; empty if nothing is
     */
    public static List<Risk> risks(ConfigurationFile file, Collection<String> daemons) {
        TomlParseResult table = file.table();
        List<Risk> risks = new ArrayList<>();
        GONE.stream()
                .filter(key -> TableValues.value(table, List.of(key)) != null)
                .forEach(key -> risks.add(new Risk(Code.R015, key, "…")));
        if (TableValues.value(table, List.of("concurrent")) instanceof Long concurrent && concurrent < 1) {
            risks.add(new Risk(Code.R022, "concurrent", concurrent.toString()));
        }
        if (table.get(Spelling.of(table, List.of("runners"))) instanceof TomlArray runners) {
            for (int index = 0; index < runners.size(); index++) {
                TomlTable runner = runners.getTable(index);
                String name = TableValues.string(runner, "name").orElse("runners[" + index + "]");
                new ConfigurationRisks(name, daemons, risks).look(runner);
            }
        }
        return List.copyOf(risks);
    }

    private void look(TomlTable entry) {
        for (String key : List.of("url", "clone_url")) {
            TableValues.string(entry, key).ifPresent(url -> url(key, url));
        }
        TableValues.string(entry, "token")
                .filter(token -> !GITLAB_TOKEN.matcher(token).matches())
                .filter(token -> !token.isEmpty() && !PLACEHOLDER.matcher(token).matches())
                .ifPresent(token -> add(Code.R016, "token", Masking.MASK));
        GONE_FROM_RUNNERS.stream()
                .filter(key -> TableValues.value(entry, List.of(key)) != null)
                .forEach(key -> add(Code.R015, key, "…"));
        if (isTrue(entry, "tls-skip-verify")) {
            add(Code.R015, "tls-skip-verify", "true");
        }
        DockerLint.texts(entry, "environment").forEach(variable -> variable("environment", variable));
        SCRIPTS.forEach(key -> TableValues.string(entry, key).ifPresent(script -> script(key, script)));
        cache(entry);
        String executor = TableValues.string(entry, "executor").orElse("docker");
        if (executor.equals("shell")) {
            add(Code.R017, "executor", executor);
        }
        if (executor.startsWith("docker")
                && entry.get(Spelling.of(entry, List.of("docker"))) instanceof TomlTable docker) {
            new DockerLint(docker, daemons, this::add).look();
            DockerLint.variables(docker).forEach(variable -> variable("docker.services.environment", variable));
        }
    }

    private void url(String key, String url) {
        if (url.toLowerCase(Locale.ROOT).startsWith("http:")) {
            add(Code.R010, key, url);
        }
        if (key.equals("url") && (url.endsWith("/ci") || url.endsWith("/ci/"))) {
            add(Code.R011, key, url);
        }
        if (ForeignText.hasSecret(url)) {
            add(Code.R021, key, url);
        }
    }

    private void variable(String key, String variable) {
        int end = variable.indexOf('=');
        if (end < 1) {
            add(Code.R023, key, ForeignText.isSecretName(variable) ? Masking.MASK : variable);
            return;
        }
        String name = variable.substring(0, end);
        String value = variable.substring(end + 1);
        if (UNVERIFIED.matcher(variable).matches()) {
            add(Code.R020, key, variable);
        }
        if ((name.equals(REGISTRIES) && !value.startsWith("$")) || Masking.hasSecret(variable)) {
            add(Code.R021, key, name + "=" + Masking.MASK);
        }
    }

    private void script(String key, String script) {
        if (UNVERIFIED_IN_A_SCRIPT.matcher(script).matches()) {
            add(Code.R020, key, "…");
        }
        if (ForeignText.hasSecret(script)) {
            add(Code.R021, key, "…");
        }
    }

    private void cache(TomlTable entry) {
        Optional<String> type = Optional.ofNullable(TableValues.value(entry, List.of("cache", "Type")))
                .map(Object::toString);
        if (type.filter("s3"::equals).isPresent()
                && Boolean.TRUE.equals(TableValues.value(entry, List.of("cache", "s3", "Insecure")))) {
            add(Code.R010, "cache.s3.Insecure", "true");
        }
    }

    private static boolean isTrue(TomlTable table, String key) {
        return Boolean.TRUE.equals(TableValues.value(table, List.of(key)));
    }

    private void add(Code code, String key, String found) {
        risks.add(new Risk(code, runner + ": " + key, found));
    }
}
