package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A container to make: what one writes after {@code docker run}. Has no secrets, since everyone who may ask
 * the daemon can read all of it. Immutable.
 *
 * <pre>{@code
 * ContainerDefinition.builder(ContainerName.of("runner1"), ImageReference.of("gitlab/gitlab-runner"))
 *     .hostName(HostName.of("runner1"))
 *     .addBind(Bind.of("/docker2/docker.sock:/var/run/docker.sock"))
 *     .restart(RestartPolicy.ALWAYS)
 *     .build();
 * }</pre>
 */
public final class ContainerDefinition {
    /** The label that a container made from a definition has, with the definition's hash. */
    public static final String HASH_LABEL = "dev.outboard.definition";

    private static final Pattern VARIABLE = Pattern.compile("[^=\\p{Cntrl}]+");

    private static final Schema SCHEMA = new Schema();
    private static final Property<ContainerName> NAME = SCHEMA.value("name");
    private static final Property<ImageReference> IMAGE = SCHEMA.value("image");
    private static final Property<HostName> HOST_NAME = SCHEMA.value("hostName");
    private static final Property<List<Bind>> BINDS = SCHEMA.list("bind");
    private static final Property<Boolean> PRIVILEGED = SCHEMA.value("privileged", false);
    private static final Property<RestartPolicy> RESTART = SCHEMA.value("restart", RestartPolicy.NO);
    private static final Property<List<Link>> LINKS = SCHEMA.list("link");
    private static final Property<NetworkName> NETWORK = SCHEMA.value("network");
    private static final Property<List<ExtraHost>> EXTRA_HOSTS = SCHEMA.list("extraHost");
    private static final Property<Map<String, String>> LABELS = SCHEMA.map("label");
    private static final Property<Map<String, String>> ENVIRONMENT = SCHEMA.map("environment");
    private static final Property<List<String>> COMMAND = SCHEMA.list("command");

    private final Values values;

    private ContainerDefinition(Values values) {
        this.values = values;
    }

    /**
     * Starts a definition.
     *
     * @param name the name of the container
     * @param image the image it is made of
     * @return a builder with Docker's own defaults
     */
    public static Builder builder(ContainerName name, ImageReference image) {
        Draft draft = SCHEMA.draft();
        draft.set(NAME, name);
        draft.set(IMAGE, image);
        return new Builder(draft);
    }

    /**
     * Starts another definition from this one.
     *
     * @return a builder that has all values of this definition
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /**
     * The name of the container.
     *
     * @return the name
     */
    public ContainerName name() {
        return values.get(NAME);
    }

    /**
     * The image it is made of.
     *
     * @return the image
     */
    public ImageReference image() {
        return values.get(IMAGE);
    }

    /**
     * The host name inside.
     *
     * @return the host name, or empty if the daemon is to take the container's id
     */
    public Optional<HostName> hostName() {
        return values.find(HOST_NAME);
    }

    /**
     * What it sees of the host.
     *
     * @return the binds, in order
     */
    public List<Bind> binds() {
        return values.get(BINDS);
    }

    /**
     * Whether it may do what root on the host may.
     *
     * @return true if it is privileged
     */
    public boolean privileged() {
        return values.get(PRIVILEGED);
    }

    /**
     * When it is started again.
     *
     * @return the policy
     */
    public RestartPolicy restart() {
        return values.get(RESTART);
    }

    /**
     * Other containers that it finds by name.
     *
     * @return the links, in order
     */
    public List<Link> links() {
        return values.get(LINKS);
    }

    /**
     * The network it is in.
     *
     * @return the network, or empty for the daemon's default
     */
    public Optional<NetworkName> network() {
        return values.find(NETWORK);
    }

    /**
     * Lines for its {@code /etc/hosts}.
     *
     * @return the hosts, in order
     */
    public List<ExtraHost> extraHosts() {
        return values.get(EXTRA_HOSTS);
    }

    /**
     * Its labels, without the one for the hash.
     *
     * @return the labels, sorted by key
     */
    public Map<String, String> labels() {
        return ImmutableSortedMap.copyOf(values.get(LABELS));
    }

    /**
     * Its environment, beside that of the image.
     *
     * @return the variables, sorted by name
     */
    public Map<String, String> environment() {
        return ImmutableSortedMap.copyOf(values.get(ENVIRONMENT));
    }

    /**
     * What it runs.
     *
     * @return program and arguments; empty for what the image says
     */
    public List<String> command() {
        return values.get(COMMAND);
    }

    /**
     * A fingerprint of the whole definition. Equal definitions have equal hashes, in every version of Java.
     *
     * @return SHA-256 in 64 hexadecimal digits, of the arguments of {@link #toDockerRun()} with NUL between
     */
    public String hash() {
        return Hashing.sha256()
                .hashString(String.join("\0", toDockerRun()), UTF_8)
                .toString();
    }

    /**
     * The command that one would type to make and start this container.
     *
     * @return {@code docker run -d} with every option that differs from Docker's defaults
     */
    public List<String> toDockerRun() {
        List<String> words = new ArrayList<>(List.of("docker", "run", "-d"));
        words.addAll(options());
        words.add(image().toString());
        words.addAll(command());
        return List.copyOf(words);
    }

    /** The options that {@code docker run} and {@code docker create} share. */
    List<String> options() {
        List<String> words = new ArrayList<>(List.of("--name", name().toString()));
        hostName().ifPresent(value -> words.addAll(List.of("--hostname", value.toString())));
        binds().forEach(bind -> words.addAll(List.of("-v", bind.toString())));
        if (privileged()) {
            words.add("--privileged");
        }
        if (!restart().equals(RestartPolicy.NO)) {
            words.addAll(List.of("--restart", restart().toString()));
        }
        links().forEach(link -> words.addAll(List.of("--link", link.toString())));
        network().ifPresent(value -> words.addAll(List.of("--network", value.toString())));
        extraHosts().forEach(host -> words.addAll(List.of("--add-host", host.toString())));
        labels().forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
        environment().forEach((key, value) -> words.addAll(List.of("--env", key + "=" + value)));
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerDefinition that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The words of {@link #toDockerRun()}, for people. */
    @Override
    public String toString() {
        return String.join(" ", toDockerRun());
    }

    /** Collects a definition. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Sets the image.
         *
         * @param value the image
         * @return this
         */
        public Builder image(ImageReference value) {
            draft.set(IMAGE, value);
            return this;
        }

        /**
         * Sets the host name inside.
         *
         * @param value the host name
         * @return this
         */
        public Builder hostName(HostName value) {
            draft.set(HOST_NAME, value);
            return this;
        }

        /**
         * Adds something of the host that the container sees.
         *
         * @param bind the bind
         * @return this
         */
        public Builder addBind(Bind bind) {
            draft.add(BINDS, bind);
            return this;
        }

        /**
         * Sets whether the container may do what root on the host may.
         *
         * @param value true for a privileged container
         * @return this
         */
        public Builder privileged(boolean value) {
            draft.set(PRIVILEGED, value);
            return this;
        }

        /**
         * Sets when the container is started again.
         *
         * @param policy the policy
         * @return this
         */
        public Builder restart(RestartPolicy policy) {
            draft.set(RESTART, policy);
            return this;
        }

        /**
         * Adds a container that this one finds by name.
         *
         * @param link the link
         * @return this
         */
        public Builder addLink(Link link) {
            draft.add(LINKS, link);
            return this;
        }

        /**
         * Sets the network.
         *
         * @param value the network
         * @return this
         */
        public Builder network(NetworkName value) {
            draft.set(NETWORK, value);
            return this;
        }

        /**
         * Adds a line for {@code /etc/hosts}.
         *
         * @param host the host
         * @return this
         */
        public Builder addExtraHost(ExtraHost host) {
            draft.add(EXTRA_HOSTS, host);
            return this;
        }

        /**
         * Adds a label, or replaces the one of the same key.
         *
         * @param label the label
         * @return this
         */
        public Builder addLabel(Label label) {
            draft.put(LABELS, label.key(), label.value());
            return this;
        }

        /**
         * Adds a variable to the environment, or replaces the one of the same name. Not for secrets: {@code docker
         * inspect} shows it.
         *
         * @param variable its name
         * @param value its value
         * @return this
         */
        public Builder addEnvironment(String variable, String value) {
            draft.put(ENVIRONMENT, variable, value);
            return this;
        }

        /**
         * Sets what the container runs.
         *
         * @param words program and arguments
         * @return this
         */
        public Builder command(List<String> words) {
            draft.set(COMMAND, List.copyOf(words));
            return this;
        }

        /**
         * Ends the definition.
         *
         * @return the definition
         * @throws InvalidSpecException with every mistake, if there is one
         */
        public ContainerDefinition build() {
            return new ContainerDefinition(draft.check("container", NAME, ContainerDefinition::check));
        }
    }

    private static void check(Values values, Problems problems) {
        checkBinds(values.get(BINDS), problems);
        checkEnvironment(values.get(ENVIRONMENT), problems);
        if (values.get(LABELS).containsKey(HASH_LABEL)) {
            problems.add("label", HASH_LABEL, "a key that Outboard does not set itself", "remove the label");
        }
        List<Link> links = values.get(LINKS);
        if (!links.isEmpty()
                && values.find(NETWORK).filter(NetworkName.of("host")::equals).isPresent()) {
            problems.add(
                    "link",
                    links.get(0).toString(),
                    "no links in the network \"host\", which Docker refuses",
                    "remove the links, or choose another network");
        }
        values.get(COMMAND).stream()
                .filter(word -> word.indexOf('\0') >= 0)
                .forEach(
                        word -> problems.add("command", word, "no NUL character, which ends an argument", "remove it"));
    }

    private static void checkBinds(List<Bind> binds, Problems problems) {
        Set<String> targets = new LinkedHashSet<>();
        for (Bind bind : binds) {
            if (!targets.add(bind.target().toString())) {
                problems.add(
                        "bind",
                        bind.toString(),
                        "one bind for each target, and " + bind.target() + " has two",
                        "remove one of them");
            }
        }
    }

    private static void checkEnvironment(Map<String, String> environment, Problems problems) {
        environment.forEach((variable, value) -> {
            if (!VARIABLE.matcher(variable).matches()) {
                problems.add(
                        "environment",
                        variable,
                        "a variable's name, not empty, without \"=\" and control characters",
                        "name the variable alone, e.g. \"TZ\"");
            }
            if (value.indexOf('\0') >= 0) {
                problems.add("environment " + variable, value, "no NUL character, which ends it", "remove it");
            }
        });
    }
}
