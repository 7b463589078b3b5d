package dev.outboard.core.testing;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.testing.shared.FaultyHost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What goes wrong in a test: the n-th effect of a program fails, or the program dies there. Shared by everything that has
 * effects, so that they are counted together; reading is not an effect. Not thread-safe.
 *
 * <pre>{@code
 * Faults faults = Faults.dyingBefore(7);
 * Host host = new FaultyHost(machine.host(), faults);
 * }</pre>
 */
public final class Faults {
    private final Kind kind;
    private final int number;
    private final List<String> effects = new ArrayList<>();

    private enum Kind {
        FAILURE,
        DEATH
    }

    private Faults(Kind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    /**
     * Nothing goes wrong; effects are counted.
     *
     * @return faults without a fault
     */
    public static Faults none() {
        return new Faults(Kind.FAILURE, 0);
    }

    /**
     * An effect is refused, as a full disk or a missing right does it. Later ones succeed again.
     *
     * @param number which effect, from 1
     * @return the faults
     */
    public static Faults failingAt(int number) {
        return new Faults(Kind.FAILURE, number);
    }

    /**
     * The program dies instead of having an effect, and with it every later one.
     *
     * @param number which effect, from 1
     * @return the faults
     */
    public static Faults dyingBefore(int number) {
        return new Faults(Kind.DEATH, number);
    }

    /**
     * The effects that were tried so far, for the message of a test.
     *
     * @return a line each, in order
     */
    public List<String> effects() {
        return List.copyOf(effects);
    }

    /**
     * Has an effect, unless this is where it goes wrong. For a test that makes something else faulty, as {@link FaultyHost}
     * does with a host.
     *
     * @param description what the effect is, in one line
     * @param effect has it
     * @param <T> what it returns
     * @return what the effect returned
     * @throws HostException if it is the one that fails
     * @throws SimulatedDeath if the program dies there
     */
    public <T> T have(String description, Supplier<T> effect) {
        effects.add(description);
        int current = effects.size();
        if (kind == Kind.FAILURE) {
            if (current == number) {
                throw new HostException(description + ": refused by a test", "nothing");
            }
            return effect.get();
        }
        if (kind == Kind.DEATH && current >= number) {
            throw new SimulatedDeath(description);
        }
        return effect.get();
    }
}
