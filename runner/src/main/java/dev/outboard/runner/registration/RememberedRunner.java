package dev.outboard.runner.registration;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.file.GitLabUrl;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.configuration.file.RunnerIdentity;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.process.RunnerConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a receipt remembers of a runner: the kind of the resource, and its attributes. */
public final class RememberedRunner {
    static final String KIND = "registration";

    /** The attribute that says whether Outboard made the runner in GitLab. */
    static final String CREATED = "created";

    private static final String CONFIGURATION = "configuration";

    /**
     * Before the file to which the runner moves. While it is moved, the receipt has the file that it was in as {@link
     * #CONFIGURATION}, and the entry may be in either.
     */
    private static final String MOVED_TO = "moved to ";

    private static final String URL = "url";
    private static final String AUTHORITY = "authority";
    private static final String PROXY = "proxy";
    private static final String ACCESS_TOKEN = "access token";

    /** The runner's number, where its name and its GitLab do not tell its entry from others. */
    static final String NUMBER = "number";

    private RememberedRunner() {}

    public static ResourceId id(RunnerSpec runner) {
        return new ResourceId(KIND, runner.name().toString());
    }

    static Owned owned(RunnerSpec runner, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put(CONFIGURATION, runner.process().configurationFile().toString());
        attributes.put(URL, runner.url().toString());
        runner.connection().authority().ifPresent(file -> attributes.put(AUTHORITY, file.toString()));
        runner.connection().proxy().ifPresent(proxy -> attributes.put(PROXY, proxy.toString()));
        if (runner.token().isCreated()) {
            attributes.put(ACCESS_TOKEN, runner.token().secret().source());
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

    static Map<String, String> movedTo(AbsolutePath file) {
        return ImmutableMap.of(MOVED_TO + file, "");
    }

    /** The identity of the runner that a receipt remembers. */
    static RunnerIdentity identity(Owned owned) {
        return new RunnerIdentity(
                owned.id().name(),
                url(owned).map(GitLabUrl::of),
                Optional.ofNullable(owned.attributes().get(NUMBER))
                        .map(number -> OptionalLong.of(Long.parseLong(number)))
                        .orElse(OptionalLong.empty()),
                Optional.empty());
    }

    /** The files that the runner may be in. */
    static List<AbsolutePath> files(Owned owned) {
        return Stream.concat(
                        Stream.of(configurationFile(owned)),
                        owned.attributes().keySet().stream()
                                .filter(attribute -> attribute.startsWith(MOVED_TO))
                                .map(attribute -> AbsolutePath.of(attribute.substring(MOVED_TO.length()))))
                .distinct()
                .toList();
    }

    /** What those files have of it; an entry with a token tells more than one without. */
    static Optional<RegisteredRunner> entry(Owned owned, HostView host) {
        List<RegisteredRunner> entries = files(owned).stream()
                .flatMap(file -> RunnerConfiguration.read(host, file).runner(identity(owned)).stream())
                .toList();
        return entries.stream()
                .filter(entry -> entry.token().isPresent())
                .findFirst()
                .or(() -> entries.stream().findFirst());
    }

    /** Whether two receipts remember the same; how the runner came to its file does not count once it is there. */
    static boolean isSame(Owned one, Owned other) {
        return withoutMoves(one).equals(withoutMoves(other));
    }

    private static Map<String, String> withoutMoves(Owned owned) {
        Map<String, String> attributes = new TreeMap<>(owned.attributes());
        attributes.keySet().removeIf(attribute -> attribute.startsWith(MOVED_TO));
        return attributes;
    }

    static boolean isOfCommand(Owned owned) {
        return !owned.attributes().containsKey(CREATED);
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
}
