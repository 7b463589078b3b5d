package dev.outboard.core.value;

import com.google.common.base.CharMatcher;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.KnownSecrets;
import dev.outboard.core.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token or password, known by where it comes from. It is read when it is used, and shown nowhere: {@code toString()}
 * is {@code ****}. Secrets from a file or a variable are equal if they come from the same place, whatever is there.
 */
public final class Secret {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String MASK = "****";
    private static final String FILE = "file ";
    private static final String ENVIRONMENT = "environment variable ";
    private static final int MAXIMUM_BYTES = 65_536;

    private final Origin origin;

    private Secret(Origin origin) {
        this.origin = origin;
    }

    /**
     * A secret that a file holds.
     *
     * @param file the file; a relative path counts from the present working directory
     * @return the secret, not read yet
     */
    public static Secret fromFile(Path file) {
        return new Secret(new InFile(file.toAbsolutePath()));
    }

    /**
     * A secret that an environment variable of this process holds.
     *
     * @param name the variable's name
     * @return the secret, not read yet
     * @throws InvalidValueException if there can't be a variable of that name
     */
    public static Secret fromEnvironment(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new InvalidValueException(
                    "environment variable",
                    name,
                    "letters, digits and \"_\", not a digit first",
                    "name the variable without \"$\", e.g. \"RUNNER_TOKEN\"");
        }
        return new Secret(new InEnvironment(name));
    }

    /**
     * A secret that the program holds already.
     *
     * @param value the secret itself
     * @return the secret
     * @throws InvalidValueException if it is empty or has control characters; the message does not show it
     */
    public static Secret of(String value) {
        if (value.isEmpty() || !PlainText.isOneLine(value)) {
            throw new InvalidValueException(
                    "secret", MASK, "one line that is not empty", "pass it without line breaks and control characters");
        }
        KnownSecrets.add(value);
        return new Secret(new Given(value));
    }

    /**
     * The secret of a place that was remembered by its name.
     *
     * @param source what {@link #source()} said
     * @return the secret, not read yet; empty if that place does not outlive the program
     */
    public static Optional<Secret> ofSource(String source) {
        if (source.startsWith(FILE)) {
            return Optional.of(fromFile(Path.of(source.substring(FILE.length()))));
        }
        return source.startsWith(ENVIRONMENT)
                ? Optional.of(fromEnvironment(source.substring(ENVIRONMENT.length())))
                : Optional.empty();
    }

    /**
     * Reads the secret.
     *
     * @return the secret itself, without a line break at the end
     * @throws HostException if it is missing, unreadable or empty, or is more than one line; the message does not show it
     */
    public String reveal() {
        String value = CharMatcher.anyOf("\r\n").trimTrailingFrom(origin.read());
        if (value.isEmpty()) {
            throw new HostException(source() + ": the secret is empty", "put the secret there");
        }
        if (CharMatcher.javaIsoControl().matchesAnyOf(value)) {
            throw new HostException(
                    source() + ": the secret has control characters or several lines",
                    "put the secret there alone, on one line");
        }
        KnownSecrets.add(value);
        return value;
    }

    /**
     * Whether {@link #reveal()} would return the secret now.
     *
     * @return false if it is missing, unreadable or empty, or is more than one line
     */
    public boolean isReadable() {
        try {
            reveal();
            return true;
        } catch (HostException unreadable) {
            return false;
        }
    }

    /**
     * Whether the program holds the secret already, so that {@link #reveal()} reads no file and no variable.
     *
     * @return true if it was made by {@link #of(String)}
     */
    public boolean isInMemory() {
        return origin instanceof Given;
    }

    /**
     * Where the secret comes from.
     *
     * @return for example {@code file /root/runner-token}; never the content
     */
    public String source() {
        return origin.source();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && origin.equals(secret.origin);
    }

    @Override
    public int hashCode() {
        return origin.hashCode();
    }

    /** Always {@code ****}. */
    @Override
    public String toString() {
        return MASK;
    }

    private sealed interface Origin permits InFile, InEnvironment, Given {
        String read();

        String source();
    }

    private record InFile(Path file) implements Origin {
        @Override
        public String read() {
            try (InputStream input = Files.newInputStream(file)) {
                byte[] bytes = input.readNBytes(MAXIMUM_BYTES + 1);
                if (bytes.length > MAXIMUM_BYTES) {
                    throw new HostException(
                            source() + ": more than " + MAXIMUM_BYTES + " bytes can't be a secret",
                            "name the file that holds the secret alone");
                }
                return Utf8.decode(bytes);
            } catch (NoSuchFileException missing) {
                throw new HostException(
                        source() + ": there is no such file", "create the file with mode 0600", missing);
            } catch (CharacterCodingException malformed) {
                throw new HostException(
                        source() + ": the secret is not UTF-8 text", "put the secret there as plain text", malformed);
            } catch (IOException unreadable) {
                throw new HostException(
                        source() + ": can't be read (" + unreadable + ")",
                        "make it a regular file that this user may read",
                        unreadable);
            }
        }

        @Override
        public String source() {
            return FILE + file;
        }
    }

    private record InEnvironment(String name) implements Origin {
        @Override
        public String read() {
            @Nullable String value = System.getenv(name);
            if (value == null) {
                throw new HostException(source() + ": it is not set", "export " + name + " before the start");
            }
            return value;
        }

        @Override
        public String source() {
            return ENVIRONMENT + name;
        }
    }

    private record Given(String value) implements Origin {
        @Override
        public String read() {
            return value;
        }

        @Override
        public String source() {
            return "given by the program";
        }

        @Override
        public String toString() {
            return MASK;
        }
    }
}
