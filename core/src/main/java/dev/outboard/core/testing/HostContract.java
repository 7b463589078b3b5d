package dev.outboard.core.testing;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One promise that every host keeps, for the test of a new kind of host. With JUnit, the test class of the host is the
 * site:
 *
 * <pre>{@code
 * class SshHostTest implements HostSite {
 *     @ParameterizedTest
 *     @MethodSource("dev.outboard.core.testing.HostContract#promises")
 *     void keepsThePromise(HostContract promise) {
 *         promise.verify(this);
 *     }
 * }
 * }</pre>
 */
public final class HostContract {
    private final String sentence;
    private final Consumer<HostTrial> trial;

    private HostContract(String sentence, Consumer<HostTrial> trial) {
        this.sentence = sentence;
        this.trial = trial;
    }

    /**
     * Everything that a host promises. Each promise needs a site of its own.
     *
     * @return the promises
     */
    public static List<HostContract> promises() {
        return Stream.of(FilePromises.all(), DirectoryPromises.all(), DeletionPromises.all(), CommandPromises.all())
                .flatMap(promises -> promises.entrySet().stream())
                .map(promise -> new HostContract(promise.getKey(), promise.getValue()))
                .toList();
    }

    /**
     * Tries whether a host keeps this promise.
     *
     * @param site the host, and an empty directory of it
     * @throws AssertionError if the host breaks the promise
     */
    public void verify(HostSite site) {
        trial.accept(new HostTrial(site));
    }

    /**
     * The promise in words.
     *
     * @return a sentence
     */
    @Override
    public String toString() {
        return sentence;
    }
}
