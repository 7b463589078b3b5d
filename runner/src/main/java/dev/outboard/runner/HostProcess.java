package dev.outboard.runner;

import static dev.outboard.runner.ProcessProperties.CONFIGURATION_DIRECTORY;
import static dev.outboard.runner.ProcessProperties.DRAIN_LIMIT;
import static dev.outboard.runner.ProcessProperties.NAME;
import static dev.outboard.runner.ProcessProperties.PROXIES;
import static dev.outboard.runner.ProcessProperties.SETTINGS;
import static java.util.Objects.requireNonNull;

import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
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
    private static final Schema SCHEMA = ProcessProperties.SCHEMA.extend();
    private static final Property<AbsolutePath> PROGRAM =
            SCHEMA.value("program", AbsolutePath.of("/usr/bin/gitlab-runner"));

    private final Values values;

    private HostProcess(Values values) {
        this.values = values;
    }

    /**
     * Starts a process.
     *
     * @param name the name of its unit, without {@code .service}
     * @return a builder with everything else at its default
     */
    public static Builder builder(String name) {
        Draft draft = SCHEMA.draft();
        draft.set(NAME, name, HostProcess::nameOfUnit);
        return new Builder(draft);
    }

    /**
     * A builder with every property of this process.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    @Override
    public ContainerName name() {
        return values.get(NAME);
    }

    /**
     * The unit that runs the process.
     *
     * @return {@code NAME.service}
     */
    public UnitName unit() {
        return UnitName.of(values.get(NAME) + ".service");
    }

    /**
     * Where the program is.
     *
     * @return an absolute path
     */
    public AbsolutePath program() {
        return values.get(PROGRAM);
    }

    @Override
    public AbsolutePath configurationDirectory() {
        return values.get(CONFIGURATION_DIRECTORY);
    }

    @Override
    public Optional<ProxySettings> proxies() {
        return values.find(PROXIES);
    }

    @Override
    public Settings settings() {
        return values.get(SETTINGS);
    }

    @Override
    public Duration drainLimit() {
        return values.get(DRAIN_LIMIT);
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
        return "unit " + values.get(NAME) + ".service";
    }

    /** Gathers a process's properties; checks them all in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Where the program is. Default: {@code /usr/bin/gitlab-runner}, as GitLab's package has it.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder program(String value) {
            draft.set(PROGRAM, value, HostProcess::programOfUnit);
            return this;
        }

        /**
         * The directory for {@code config.toml} and the runner's system id. Default: {@code /srv/gitlab-runner/NAME}.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder configurationDirectory(String value) {
            draft.set(CONFIGURATION_DIRECTORY, value, AbsolutePath::of);
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
            draft.set(PROXIES, value);
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
            requireNonNull(value, () -> setting + " is null");
            draft.change(SETTINGS, setting.toString(), settings -> settings.with(setting, value));
            return this;
        }

        /**
         * How long running jobs may go on when the unit is stopped, before they are given up. Default: one hour.
         *
         * @param value whole seconds, at least one
         * @return this
         */
        public Builder drainLimit(Duration value) {
            draft.set(DRAIN_LIMIT, value);
            return this;
        }

        /**
         * Checks everything and makes the process.
         *
         * @return the process
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public HostProcess build() {
            return new HostProcess(draft.check("unit", NAME, ProcessProperties::check));
        }
    }

    private static ContainerName nameOfUnit(String text) {
        ContainerName name = ContainerName.of(text);
        UnitName.of(text + ".service");
        return name;
    }

    private static AbsolutePath programOfUnit(String text) {
        AbsolutePath path = AbsolutePath.of(text);
        // systemd takes fewer paths for a program than for anything else
        ExecLine.quote(List.of(text));
        return path;
    }
}
