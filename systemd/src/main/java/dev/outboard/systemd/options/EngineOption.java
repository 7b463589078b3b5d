package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.systemd.engine.BuilderCall;
import dev.outboard.systemd.engine.EngineVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An option of the engine. All are declared in {@link EngineOptions}; its constants are those that a user may set.
 *
 * @param <T> the class of its values
 */
public final class EngineOption<T> {
    /** What decides an option of a second daemon. */
    enum Fate {
        /** The user. */
        USER,
        /** The user; what the first daemon has is for its own network or listeners, and is not told as left out. */
        USER_ALONE,
        /** The package that brings the engine, unless the user does. */
        PACKAGE,
        /** A method of a builder. */
        CALL,
        /** Outboard. */
        OUTBOARD
    }

    private final String name;
    private final String type;
    private final Fate fate;
    private String key;
    private BuilderCall call = BuilderCall.NONE;
    private String remedy = "";
    private @Nullable String since;
    private @Nullable String removedIn;
    private List<String> otherNames = List.of();
    private Predicate<? super T> accepted = value -> true;

    EngineOption(String name, String type, Fate fate) {
        this.name = name;
        this.key = name;
        this.type = type;
        this.fate = fate;
    }

    /** Its key in {@code daemon.json}, where that is not the name; empty if it is on the command line alone. */
    EngineOption<T> key(String other) {
        key = other;
        return this;
    }

    EngineOption<T> since(String version) {
        since = version;
        return this;
    }

    EngineOption<T> removedIn(String version, String instead) {
        removedIn = version;
        remedy = instead;
        return this;
    }

    EngineOption<T> call(BuilderCall other) {
        call = other;
        return this;
    }

    EngineOption<T> remedy(String text) {
        remedy = text;
        return this;
    }

    EngineOption<T> also(String... names) {
        otherNames = List.of(names);
        return this;
    }

    EngineOption<T> from(Predicate<? super T> values) {
        accepted = values;
        return this;
    }

    /** {@return its long name on the command line; its key, if it is in the configuration file alone} */
    public String name() {
        return name;
    }

    /** {@return its key in the configuration file, with dots between the keys of objects; empty if it has none} */
    public String key() {
        return key;
    }

    /** {@return what its values are, in words} */
    public String type() {
        return type;
    }

    /** {@return what sets it for a second daemon, as a user writes it; empty if no call is its own} */
    public String call() {
        return call.text();
    }

    /** {@return what to do instead of giving it by name, or with an engine that has lost it; empty if nothing is wrong} */
    public String remedy() {
        return remedy;
    }

    /** {@return the version of the first engine with it, for example {@code 28.2}; empty if Docker 20.10 has it} */
    public Optional<String> since() {
        return Optional.ofNullable(since).map(EngineVersion::of).map(EngineVersion::toString);
    }

    /** {@return the version of the first engine without it; empty if the newest has it} */
    public Optional<String> removedIn() {
        return Optional.ofNullable(removedIn).map(EngineVersion::of).map(EngineVersion::toString);
    }

    Fate fate() {
        return fate;
    }

    /** {@return whether a user may set it, by name or by its constant} */
    public boolean isFree() {
        return fate != Fate.CALL && fate != Fate.OUTBOARD;
    }

    /** {@return whether it is on the command line} */
    public boolean isFlag() {
        return !name.contains(".");
    }

    /** {@return whether it is one of the paths of the engine's package, which stay on the command line} */
    public boolean isPackaging() {
        return fate == Fate.PACKAGE || name.equals("containerd");
    }

    /** {@return whether the first daemon's value is left out without a word} */
    public boolean isUnsaid() {
        return fate == Fate.OUTBOARD || fate == Fate.USER_ALONE;
    }

    /**
     * Whether a value leaves the option as every engine has it.
     *
     * @param value the value as it is written
     * @return whether it is the default of an option that is true or false
     */
    public boolean isDefault(String value) {
        return value.equals(name.equals("icc") ? "true" : "false");
    }

    /** {@return all of its names: on the command line, in the configuration file, short and former ones} */
    Stream<String> names() {
        return Stream.concat(Stream.of(name, key), otherNames.stream())
                .filter(each -> !each.isEmpty())
                .distinct();
    }

    /**
     * Checks a value.
     *
     * @param value the value
     * @throws InvalidValueException if no engine takes it
     */
    public void check(T value) {
        if (!accepted.test(value)) {
            throw new InvalidValueException(
                    "engine option " + name, value.toString(), type, "write a value that the engine takes");
        }
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }
}
