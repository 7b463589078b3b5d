package dev.outboard.runner;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a receipt remembers of runners, and how they go: by a {@link Departure}, or by {@link CommandRegistration} if a
 * command registered them.
 *
 * @param gitLabs the way to GitLabs
 * @param docker the first daemon
 */
record RegistrationKind(GitLabs gitLabs, DaemonAccess docker) implements ResourceKind {
    static final String NAME = "registration";

    /** The attribute that says whether Outboard made the runner in GitLab. */
    static final String CREATED = "created";

    private static final String CONFIGURATION = "configuration";
    private static final String URL = "url";
    private static final String AUTHORITY = "authority";
    private static final String PROXY = "proxy";
    private static final String ACCESS_TOKEN = "access token";

    static ResourceId id(RunnerSpec runner) {
        return new ResourceId(NAME, runner.name().toString());
    }

    static Owned owned(RunnerSpec runner, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put(CONFIGURATION, runner.process().configurationFile().toString());
        attributes.put(URL, runner.url().toString());
        runner.connection().authority().ifPresent(file -> attributes.put(AUTHORITY, file.toString()));
        runner.connection().proxy().ifPresent(proxy -> attributes.put(PROXY, proxy.toString()));
        if (runner.token() instanceof RunnerToken.Created created) {
            attributes.put(ACCESS_TOKEN, created.accessToken().source());
        }
        return Owned.of(id(runner), attributes);
    }

    /** Whether Outboard made the runner in GitLab. */
    static boolean isCreated(Owned owned) {
        return Boolean.parseBoolean(owned.attributes().get(CREATED));
    }

    static Optional<String> url(Owned owned) {
        return Optional.ofNullable(owned.attributes().get(URL));
    }

    private static boolean isOfCommand(Owned owned) {
        return !owned.attributes().containsKey(CREATED);
    }

    /** How a runner leaves the GitLab that a receipt remembers, by the way in which it came. */
    static Step leave(GitLabs gitLabs, DaemonAccess docker, Owned owned, HostView host) {
        return isOfCommand(owned)
                ? Unregistration.readFrom(docker, owned).step()
                : new Departure(gitLabs, owned).step(host);
    }

    static AbsolutePath configurationFile(Owned owned) {
        return AbsolutePath.of(owned.attributes().getOrDefault(CONFIGURATION, ""));
    }

    /** Where the access token was that made the runner; a receipt has the place and never the token. */
    static Optional<String> accessToken(Owned owned) {
        return Optional.ofNullable(owned.attributes().get(ACCESS_TOKEN));
    }

    static GitLabConnection connection(Owned owned) {
        Map<String, String> attributes = owned.attributes();
        GitLabConnection.Builder connection =
                GitLabConnection.builder(HttpUrl.of(url(owned).orElse("")));
        Optional.ofNullable(attributes.get(AUTHORITY)).map(Path::of).ifPresent(connection::authority);
        Optional.ofNullable(attributes.get(PROXY))
                .map(HttpUrl::of)
                .map(HttpUrl::toUri)
                .ifPresent(connection::proxy);
        return connection.build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Removal remove(Owned owned, Planning removal) {
        RunnerConfiguration.requireNoLink(removal.host(), configurationFile(owned));
        if (isOfCommand(owned)) {
            return CommandRegistration.remove(docker, owned, removal);
        }
        Departure departure = new Departure(gitLabs, owned);
        departure.noteIfUnknown(removal);
        return Removal.of(List.of(Change.of(owned.id(), Action.DELETE, List.of(departure.step(removal.host())))));
    }
}
