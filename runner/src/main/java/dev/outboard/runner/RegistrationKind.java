package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.runner.configuration.ConfigurationFile;
import dev.outboard.runner.configuration.ConfigurationFile.Registered;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How runners leave GitLab: those that Outboard made are deleted there by their own token, which no other runner has; of
 * the others, only {@code config.toml} forgets. Runners that a command registered leave by {@link CommandRegistration}.
 *
 * @param gitLabs the way to GitLabs
 * @param docker the first daemon
 */
record RegistrationKind(GitLabs gitLabs, DaemonAccess docker) implements ResourceKind {
    static final String NAME = "registration";

    /** The attribute that says whether Outboard made the runner in GitLab. */
    static final String CREATED = "created";

    /** The attribute with the container in which a command registered the runner. */
    static final String CONTAINER = "container";

    private static final Logger log = LoggerFactory.getLogger(RegistrationKind.class);
    private static final String CONFIGURATION = "configuration";
    private static final String URL = "url";
    private static final String AUTHORITY = "authority";
    private static final String PROXY = "proxy";

    static ResourceId id(RunnerSpec runner) {
        return new ResourceId(NAME, runner.name().toString());
    }

    static Owned owned(RunnerSpec runner, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put(CONFIGURATION, runner.process().configurationFile().toString());
        attributes.put(URL, runner.url().toString());
        runner.connection().authority().ifPresent(file -> attributes.put(AUTHORITY, file.toString()));
        runner.connection().proxy().ifPresent(proxy -> attributes.put(PROXY, proxy.toString()));
        return Owned.of(id(runner), attributes);
    }

    /** Whether Outboard made the runner in GitLab. */
    static boolean isCreated(Owned owned) {
        return Boolean.parseBoolean(owned.attributes().get(CREATED));
    }

    static Optional<String> url(Owned owned) {
        return Optional.ofNullable(owned.attributes().get(URL));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Removal remove(Owned owned, Planning removal) {
        boolean isOfCommand = !owned.attributes().containsKey(CREATED);
        return isOfCommand
                ? CommandRegistration.remove(docker, owned, removal)
                : Removal.of(List.of(Change.of(owned.id(), Action.DELETE, List.of(leave(gitLabs, owned)))));
    }

    /** GitLab may be gone for good, and must not keep a stack from going as well. */
    static Step leave(GitLabs gitLabs, Owned owned) {
        boolean isCreated = isCreated(owned);
        String where = owned.attributes().getOrDefault(CONFIGURATION, "");
        return new ApiStep(
                isCreated
                        ? "DELETE " + url(owned).orElse("") + "/api/v4/runners ("
                                + owned.id().name() + ", by its own token), and forget it in " + where
                        : "forget " + owned.id().name() + " in " + where + "; it stays in GitLab",
                host -> leave(gitLabs, owned, isCreated, host));
    }

    private static void leave(GitLabs gitLabs, Owned owned, boolean isCreated, Host host) {
        AbsolutePath path = AbsolutePath.of(owned.attributes().getOrDefault(CONFIGURATION, ""));
        String name = owned.id().name();
        ConfigurationFile file = RunnerConfiguration.read(host, path);
        if (isCreated) {
            file.runner(name).flatMap(Registered::token).ifPresent(token -> {
                try {
                    if (!gitLabs.open(connection(owned)).unregister(token)) {
                        log.warn(
                                "runner {}: GitLab does not know its token; if it is still there, delete it there",
                                name);
                    }
                } catch (ProvisioningException failure) {
                    log.warn("runner {} stays in GitLab, delete it there: {}", name, failure.problem());
                }
            });
        }
        ConfigurationFile without = file.without(ImmutableSet.of(name));
        if (!without.equals(file)) {
            RunnerConfiguration.write(host, path, without);
        }
    }

    private static GitLabConnection connection(Owned owned) {
        GitLabConnection.Builder connection =
                GitLabConnection.builder(HttpUrl.of(url(owned).orElse("")));
        Map<String, String> attributes = owned.attributes();
        Optional.ofNullable(attributes.get(AUTHORITY)).map(Path::of).ifPresent(connection::authority);
        Optional.ofNullable(attributes.get(PROXY))
                .map(HttpUrl::of)
                .map(HttpUrl::toUri)
                .ifPresent(connection::proxy);
        return connection.build();
    }

    static ImmutableMap<String, String> ofCommand(RunnerProcess process) {
        return ImmutableMap.of(CONTAINER, process.name().toString());
    }
}
