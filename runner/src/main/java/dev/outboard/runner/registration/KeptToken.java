package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.store.StateDirectory;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.client.IssuedToken;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token that GitLab gave a runner in place of another, until it is in {@code config.toml}: from the reset on, the one
 * in there is worth nothing. The file is there before GitLab is asked, as a sign that a reset is under way, and goes when
 * all is done. Only root may read it.
 *
 * @param configuration the runner's {@code config.toml}
 * @param runner the runner's name
 */
record KeptToken(AbsolutePath configuration, String runner) {
    private static final String PENDING = "pending";
    private static final String NEVER = "never";
    private static final int LINES = 3;

    /** The file; several stacks may have runners of one name, with a {@code config.toml} each. */
    AbsolutePath file() {
        return StateDirectory.PATH.resolve(
                runner + "-" + Integer.toHexString(configuration.toString().hashCode()) + ".token");
    }

    /** Whether a reset was begun, and did not come to its end. */
    boolean exists(HostView host) {
        return host.status(file()).isPresent();
    }

    /**
     * The token.
     *
     * @return what GitLab issued; empty if there is no file, or GitLab's answer did not come to it
     * @throws HostException if the file is damaged, or not for root alone to write
     */
    Optional<IssuedToken> read(HostView host) {
        return StateDirectory.read(host, file()).flatMap(this::parse);
    }

    private Optional<IssuedToken> parse(FileContent content) {
        List<String> lines = content.isText() ? content.text().lines().toList() : List.of();
        if (lines.size() != LINES || !lines.get(0).equals(configuration.toString())) {
            throw damaged(null);
        }
        try {
            return lines.get(1).equals(PENDING)
                    ? Optional.empty()
                    : Optional.of(new IssuedToken(Secret.of(lines.get(1)), expiry(lines.get(2))));
        } catch (InvalidValueException | DateTimeParseException unreadable) {
            throw damaged(unreadable);
        }
    }

    private static Optional<Instant> expiry(String line) {
        return line.equals(NEVER) ? Optional.empty() : Optional.of(Instant.parse(line));
    }

    private HostException damaged(@Nullable RuntimeException cause) {
        return new HostException(
                file() + " is damaged: expected the new token of runner " + runner + " of " + configuration,
                "delete the file; if GitLab does not know the runner's token any more, the next plan makes the runner again",
                cause);
    }

    /** Says that a reset is under way. */
    void begin(Host host) {
        StateDirectory.make(host);
        write(PENDING, Optional.empty(), host);
    }

    void keep(IssuedToken issued, Host host) {
        write(issued.token().reveal(), issued.expiresAt(), host);
    }

    private void write(String token, Optional<Instant> expiry, Host host) {
        String text = String.join(
                "\n",
                configuration.toString(),
                token,
                expiry.map(Instant::toString).orElse(NEVER),
                "");
        host.writeFile(file(), FileContent.ofText(text), FileMode.SECRET, FileOwner.ROOT);
    }

    void end(Host host) {
        if (exists(host)) {
            host.deleteFile(file());
        }
    }

    Step deletion() {
        return new DeletePath(file(), DeletePath.Extent.FILE);
    }
}
