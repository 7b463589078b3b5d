package dev.outboard.runner.configuration.file;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.Secret;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tomlj.TomlTable;

/**
 * What a {@code [[runners]]} says of its place in GitLab.
 *
 * @param index its place among the file's runners, from 0
 * @param line its line in the file, from 1
 * @param name the runner's name; an empty text if it does not say
 * @param url where GitLab is, as the file spells it; an empty text if it does not say
 * @param executor how its jobs run; {@code docker} if it does not say
 * @param id the runner's number, if it is known
 * @param token the runner's authentication token, if it has one
 * @param tokenExpiresAt when the token expires, if the file says
 */
public record RegisteredRunner(
        int index,
        int line,
        String name,
        String url,
        String executor,
        OptionalLong id,
        Optional<Secret> token,
        Optional<Instant> tokenExpiresAt) {

    /** What a table says. */
    static RegisteredRunner of(int index, int line, TomlTable runner) {
        return new RegisteredRunner(
                index,
                line,
                TableValues.string(runner, "name").orElse(""),
                TableValues.string(runner, "url").orElse(""),
                TableValues.string(runner, "executor").orElse("docker"),
                TableValues.value(runner, List.of("id")) instanceof Long id
                        ? OptionalLong.of(id)
                        : OptionalLong.empty(),
                TableValues.string(runner, "token")
                        .filter(token -> !token.isEmpty())
                        .map(Secret::of),
                TableValues.value(runner, List.of("token_expires_at")) instanceof OffsetDateTime time
                        ? Optional.of(time.toInstant())
                        : Optional.empty());
    }

    /**
     * The entry in words, without its token.
     *
     * @return for example {@code line 3 (executor docker, url https://gitlab.example.org, id 7)}
     */
    public String describe() {
        return "line " + line + " (executor " + ForeignText.value(executor) + ", url " + ForeignText.value(url)
                + (id.isPresent() ? ", id " + id.getAsLong() : "") + ")";
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
