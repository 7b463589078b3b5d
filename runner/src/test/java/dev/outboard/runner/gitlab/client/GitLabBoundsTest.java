package dev.outboard.runner.gitlab.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerScope;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever answers, a question to GitLab has an end. */
class GitLabBoundsTest {
    private static final Secret TOKEN = Secret.of("glpat-canary");
    private static final RunnerScope PROJECT = RunnerScope.project(7);
    private static final Pattern PAGE = Pattern.compile("&page=([0-9]+)");

    private final AtomicInteger asked = new AtomicInteger();
    private final FakeWaiting waiting = new FakeWaiting();

    private HttpGitLab open(CannedServer server) {
        return new HttpGitLab(GitLabConnection.builder(server.url()).attempts(1).build(), waiting);
    }

    private static String entries(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(id -> "{\"id\":" + id + ",\"description\":\"other\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static int page(String head) {
        Matcher page = PAGE.matcher(head);
        return page.find() ? Integer.parseInt(page.group(1)) : 0;
    }

    private static void list(Socket connection, String next, String json) throws IOException {
        connection
                .getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + next + "Content-Length: "
                                + json.length() + "\r\nConnection: close\r\n\r\n" + json)
                        .getBytes(US_ASCII));
    }

    @Test
    void listThatRepeatsOnePageEndsWithIt() throws IOException {
        try (CannedServer server = CannedServer.answering((head, connection) -> {
            asked.incrementAndGet();
            list(connection, "", entries(1, 100));
        })) {
            assertThat(open(server).neverContacted(TOKEN, PROJECT, "runner1")).isEmpty();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void listThatGoesOnWithNewRunnersHasALimitOfPages() throws IOException {
        try (CannedServer server = CannedServer.answering((head, connection) -> {
            asked.incrementAndGet();
            list(connection, "", entries(page(head) * 1000, 100));
        })) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).neverContacted(TOKEN, PROJECT, "runner1"))
                    .withMessageContainingAll("the list is too long", "page=101");
        }
        assertThat(asked).hasValue(100);
    }

    @Test
    void listHasALimitOfTimeAsAWhole() throws IOException {
        try (CannedServer server = CannedServer.answering((head, connection) -> {
            waiting.pass(Duration.ofMinutes(1));
            list(connection, "", entries(page(head) * 1000, 100));
        })) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).neverContacted(TOKEN, PROJECT, "runner1"))
                    .withMessageContainingAll("the list is too long", "page=4");
        }
    }

    @Test
    void listGoesOnAsGitLabSays() throws IOException {
        try (CannedServer server = CannedServer.answering((head, connection) -> {
            asked.incrementAndGet();
            list(
                    connection,
                    page(head) == 1 ? "X-Next-Page: 2\r\n" : "X-Next-Page: \r\n",
                    entries(page(head) * 1000, 20));
        })) {
            assertThat(open(server).neverContacted(TOKEN, PROJECT, "runner1")).isEmpty();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void listDoesNotGoBackToAPage() throws IOException {
        try (CannedServer server = CannedServer.answering((head, connection) -> {
            asked.incrementAndGet();
            list(connection, "X-Next-Page: 1\r\n", entries(1, 100));
        })) {
            assertThat(open(server).neverContacted(TOKEN, PROJECT, "runner1")).isEmpty();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void headersWithoutEndAreGivenUp() throws IOException {
        assertGivenUp("X-Endless: yes\r\n".repeat(1000));
    }

    @Test
    void headerWithoutEndIsGivenUp() throws IOException {
        assertGivenUp("x".repeat(10_000));
    }

    private void assertGivenUp(String endless) throws IOException {
        try (CannedServer server = CannedServer.answering((head, connection) -> {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nX-Endless: ".getBytes(US_ASCII));
            while (true) {
                out.write(endless.getBytes(US_ASCII));
            }
        })) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).verify(TOKEN));
        }
    }
}
