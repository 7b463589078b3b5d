package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.UnitName;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.systemd.options.ProxySettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * GitLab Runner as a process of the host, under a unit of its own: for hosts that need no first daemon at all. The
 * program has to be installed; the vendor's own unit {@code gitlab-runner.service} is left as it is.
 *
 * <p>Immutable; equal to another with the same properties.
 */
public final class HostProcess implements RunnerProcess {
    private final Values values;

    private HostProcess(Values values) {
        this.values = values;
    }

    private record Values(
            ContainerName name,
            AbsolutePath program,
            AbsolutePath configurationDirectory,
            Optional<ProxySettings> proxies,
            Settings settings,
            Duration drainLimit) {}

    /**
     * Starts a process.
     *
     * @param name the name of its unit, without {@code .service}
     * @return a builder with everything else at its default
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * A builder with every property of this process.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(values.name().toString());
        builder.program = values.program().toString();
        builder.configurationDirectory =
                Optional.of(values.configurationDirectory().toString());
        builder.proxies = values.proxies();
        builder.settings.startFrom(values.settings());
        builder.drainLimit = values.drainLimit();
        return builder;
    }

    @Override
    public ContainerName name() {
        return values.name();
    }

    /**
     * The unit that runs the process.
     *
     * @return {@code NAME.service}
     */
    public UnitName unit() {
        return UnitName.of(values.name() + ".service");
    }

    /**
     * Where the program is.
     *
     * @return an absolute path
     */
    public AbsolutePath program() {
        return values.program();
    }

    @Override
    public AbsolutePath configurationDirectory() {
        return values.configurationDirectory();
    }

    @Override
    public Optional<ProxySettings> proxies() {
        return values.proxies();
    }

    @Override
    public Settings settings() {
        return values.settings();
    }

    @Override
    public Duration drainLimit() {
        return values.drainLimit();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostProcess that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /**
     * The process in one line.
     *
     * @return for example {@code unit ci-runners.service}
     */
    @Override
    public String toString() {
        return "unit " + values.name() + ".service";
    }

    /** Gathers a process's properties; checks them all in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String program = "/usr/bin/gitlab-runner";
        private Optional<String> configurationDirectory = Optional.empty();
        private Optional<ProxySettings> proxies = Optional.empty();
        private final SettingAssignments settings = new SettingAssignments();
        private Duration drainLimit = DEFAULT_DRAIN_LIMIT;

        private Builder(String name) {
            this.name = requireNonNull(name, "name is null");
        }

        /**
         * Where the program is. Default: {@code /usr/bin/gitlab-runner}, as GitLab's package has it.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder program(String value) {
            program = requireNonNull(value, "program is null");
            return this;
        }

        /**
         * The directory for {@code config.toml} and the runner's system id. Default: {@code /srv/gitlab-runner/NAME}.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder configurationDirectory(String value) {
            configurationDirectory = Optional.of(value);
            return this;
        }

        /**
         * The proxies by which the process reaches GitLab, in its environment. Default: none. {@link RunnerSpec.Builder#proxy}
         * is that of this program.
         *
         * @param value the proxies
         * @return this
         */
        public Builder proxies(ProxySettings value) {
            proxies = Optional.of(value);
            return this;
        }

        /**
         * Decides a key of {@code config.toml} for the whole process.
         *
         * @param setting one of {@link dev.outboard.runner.configuration.ProcessSettings}, or {@link Setting#untyped}
         * @param value its value
         * @param <T> the type of the value
         * @return this
         */
        public <T> Builder set(Setting<T> setting, T value) {
            settings.add(setting, value);
            return this;
        }

        /**
         * How long running jobs may go on when the unit is stopped, before they are given up. Default: one hour.
         *
         * @param value whole seconds, at least one
         * @return this
         */
        public Builder drainLimit(Duration value) {
            drainLimit = requireNonNull(value, "drainLimit is null");
            return this;
        }

        /**
         * Checks everything and makes the process.
         *
         * @return the process
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public HostProcess build() {
            Problems problems = new Problems();
            ContainerName checkedName = problems.checked("name", () -> ContainerName.of(name));
            String derived = problems.isEmpty() ? name : "runner";
            if (problems.isEmpty()) {
                problems.check("name", () -> UnitName.of(name + ".service"));
            }
            RunnerRules.drainLimit(drainLimit, problems);
            HostProcess process = new HostProcess(new Values(
                    checkedName,
                    problems.checked("program", () -> programOfUnit(program)),
                    problems.checked(
                            "configurationDirectory",
                            () -> AbsolutePath.of(
                                    configurationDirectory.orElse(ContainerProcess.CONFIGURATIONS + "/" + derived))),
                    proxies,
                    settings.checked(true, problems),
                    drainLimit));
            problems.throwIfAny("unit " + name);
            return process;
        }

        private static AbsolutePath programOfUnit(String text) {
            AbsolutePath path = AbsolutePath.of(text);
            // systemd takes fewer paths for a program than for anything else
            ExecLine.quote(List.of(text));
            return path;
        }
    }
}
