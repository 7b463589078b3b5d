package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private final ContainerName name;
    private final ImageReference image;
    private final Optional<HostName> hostName;
    private final List<Bind> binds;
    private final boolean privileged;
    private final RestartPolicy restart;
    private final List<Link> links;
    private final Optional<NetworkName> network;
    private final List<ExtraHost> extraHosts;
    private final SortedMap<String, String> labels;
    private final SortedMap<String, String> environment;
    private final List<String> command;

    private ContainerDefinition(Builder builder) {
        this.name = builder.name;
        this.image = builder.image;
        this.hostName = builder.hostName;
        this.binds = List.copyOf(builder.binds);
        this.privileged = builder.privileged;
        this.restart = builder.restart;
        this.links = List.copyOf(builder.links);
        this.network = builder.network;
        this.extraHosts = List.copyOf(builder.extraHosts);
        this.labels = ImmutableSortedMap.copyOf(builder.labels);
        this.environment = ImmutableSortedMap.copyOf(builder.environment);
        this.command = List.copyOf(builder.command);
    }

    /**
     * Starts a definition.
     *
     * @param name the name of the container
     * @param image the image it is made of
     * @return a builder with Docker's own defaults
     */
    public static Builder builder(ContainerName name, ImageReference image) {
        return new Builder(name, image);
    }

    /**
     * Starts another definition from this one.
     *
     * @return a builder that has all values of this definition
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name, image);
        builder.hostName = hostName;
        builder.binds.addAll(binds);
        builder.privileged = privileged;
        builder.restart = restart;
        builder.links.addAll(links);
        builder.network = network;
        builder.extraHosts.addAll(extraHosts);
        builder.labels.putAll(labels);
        builder.environment.putAll(environment);
        builder.command = command;
        return builder;
    }

    /**
     * The name of the container.
     *
     * @return the name
     */
    public ContainerName name() {
        return name;
    }

    /**
     * The image it is made of.
     *
     * @return the image
     */
    public ImageReference image() {
        return image;
    }

    /**
     * The host name inside.
     *
     * @return the host name, or empty if the daemon is to take the container's id
     */
    public Optional<HostName> hostName() {
        return hostName;
    }

    /**
     * What it sees of the host.
     *
     * @return the binds, in order
     */
    public List<Bind> binds() {
        return binds;
    }

    /**
     * Whether it may do what root on the host may.
     *
     * @return true if it is privileged
     */
    public boolean privileged() {
        return privileged;
    }

    /**
     * When it is started again.
     *
     * @return the policy
     */
    public RestartPolicy restart() {
        return restart;
    }

    /**
     * Other containers that it finds by name.
     *
     * @return the links, in order
     */
    public List<Link> links() {
        return links;
    }

    /**
     * The network it is in.
     *
     * @return the network, or empty for the daemon's default
     */
    public Optional<NetworkName> network() {
        return network;
    }

    /**
     * Lines for its {@code /etc/hosts}.
     *
     * @return the hosts, in order
     */
    public List<ExtraHost> extraHosts() {
        return extraHosts;
    }

    /**
     * Its labels, without the one for the hash.
     *
     * @return the labels, sorted by key
     */
    public Map<String, String> labels() {
        return labels;
    }

    /**
     * Its environment, beside that of the image.
     *
     * @return the variables, sorted by name
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * What it runs.
     *
     * @return program and arguments; empty for what the image says
     */
    public List<String> command() {
        return command;
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
        words.add(image.toString());
        words.addAll(command);
        return List.copyOf(words);
    }

    /** The options that {@code docker run} and {@code docker create} share. */
    List<String> options() {
        List<String> words = new ArrayList<>(List.of("--name", name.toString()));
        hostName.ifPresent(value -> words.addAll(List.of("--hostname", value.toString())));
        binds.forEach(bind -> words.addAll(List.of("-v", bind.toString())));
        if (privileged) {
            words.add("--privileged");
        }
        if (!restart.equals(RestartPolicy.NO)) {
            words.addAll(List.of("--restart", restart.toString()));
        }
        links.forEach(link -> words.addAll(List.of("--link", link.toString())));
        network.ifPresent(value -> words.addAll(List.of("--network", value.toString())));
        extraHosts.forEach(host -> words.addAll(List.of("--add-host", host.toString())));
        labels.forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
        environment.forEach((key, value) -> words.addAll(List.of("--env", key + "=" + value)));
        return words;
    }

    private List<Object> values() {
        return List.of(
                name,
                image,
                hostName,
                binds,
                privileged,
                restart,
                links,
                network,
                extraHosts,
                labels,
                environment,
                command);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerDefinition that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** The words of {@link #toDockerRun()}, for people. */
    @Override
    public String toString() {
        return String.join(" ", toDockerRun());
    }

    /** Collects a definition. Not thread-safe. */
    public static final class Builder {
        private static final Pattern VARIABLE = Pattern.compile("[^=\\p{Cntrl}]+");

        private final ContainerName name;
        private ImageReference image;
        private Optional<HostName> hostName = Optional.empty();
        private final List<Bind> binds = new ArrayList<>();
        private boolean privileged;
        private RestartPolicy restart = RestartPolicy.NO;
        private final List<Link> links = new ArrayList<>();
        private Optional<NetworkName> network = Optional.empty();
        private final List<ExtraHost> extraHosts = new ArrayList<>();
        private final SortedMap<String, String> labels = new TreeMap<>();
        private final SortedMap<String, String> environment = new TreeMap<>();
        private List<String> command = List.of();

        private Builder(ContainerName name, ImageReference image) {
            this.name = requireNonNull(name, "name is null");
            this.image = requireNonNull(image, "image is null");
        }

        /**
         * Sets the image.
         *
         * @param value the image
         * @return this
         */
        public Builder image(ImageReference value) {
            this.image = requireNonNull(value, "image is null");
            return this;
        }

        /**
         * Sets the host name inside.
         *
         * @param value the host name
         * @return this
         */
        public Builder hostName(HostName value) {
            this.hostName = Optional.of(value);
            return this;
        }

        /**
         * Adds something of the host that the container sees.
         *
         * @param bind the bind
         * @return this
         */
        public Builder addBind(Bind bind) {
            binds.add(requireNonNull(bind, "bind is null"));
            return this;
        }

        /**
         * Sets whether the container may do what root on the host may.
         *
         * @param value true for a privileged container
         * @return this
         */
        public Builder privileged(boolean value) {
            this.privileged = value;
            return this;
        }

        /**
         * Sets when the container is started again.
         *
         * @param policy the policy
         * @return this
         */
        public Builder restart(RestartPolicy policy) {
            this.restart = requireNonNull(policy, "policy is null");
            return this;
        }

        /**
         * Adds a container that this one finds by name.
         *
         * @param link the link
         * @return this
         */
        public Builder addLink(Link link) {
            links.add(requireNonNull(link, "link is null"));
            return this;
        }

        /**
         * Sets the network.
         *
         * @param value the network
         * @return this
         */
        public Builder network(NetworkName value) {
            this.network = Optional.of(value);
            return this;
        }

        /**
         * Adds a line for {@code /etc/hosts}.
         *
         * @param host the host
         * @return this
         */
        public Builder addExtraHost(ExtraHost host) {
            extraHosts.add(requireNonNull(host, "host is null"));
            return this;
        }

        /**
         * Adds a label, or replaces the one of the same key.
         *
         * @param label the label
         * @return this
         */
        public Builder addLabel(Label label) {
            labels.put(label.key(), label.value());
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
            environment.put(requireNonNull(variable, "variable is null"), requireNonNull(value, "value is null"));
            return this;
        }

        /**
         * Sets what the container runs.
         *
         * @param words program and arguments
         * @return this
         */
        public Builder command(List<String> words) {
            this.command = List.copyOf(words);
            return this;
        }

        /**
         * Ends the definition.
         *
         * @return the definition
         * @throws InvalidSpecException with every mistake, if there is one
         */
        public ContainerDefinition build() {
            Problems problems = new Problems();
            checkBinds(problems);
            checkEnvironment(problems);
            if (labels.containsKey(HASH_LABEL)) {
                problems.add("label", HASH_LABEL, "a key that Outboard does not set itself", "remove the label");
            }
            if (!links.isEmpty()
                    && network.filter(NetworkName.of("host")::equals).isPresent()) {
                problems.add(
                        "link",
                        links.get(0).toString(),
                        "no links in the network \"host\", which Docker refuses",
                        "remove the links, or choose another network");
            }
            command.stream()
                    .filter(word -> word.indexOf('\0') >= 0)
                    .forEach(word ->
                            problems.add("command", word, "no NUL character, which ends an argument", "remove it"));
            problems.throwIfAny("container " + name);
            return new ContainerDefinition(this);
        }

        private void checkBinds(Problems problems) {
            List<Bind> seen = new ArrayList<>();
            for (Bind bind : binds) {
                if (seen.stream().anyMatch(other -> other.target().equals(bind.target()))) {
                    problems.add(
                            "bind",
                            bind.toString(),
                            "one bind for each target, and " + bind.target() + " has two",
                            "remove one of them");
                }
                seen.add(bind);
            }
        }

        private void checkEnvironment(Problems problems) {
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
}
