package dev.outboard.runner.gitlab.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** TLS and proxies between a client and its GitLab. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TransportTest {
    @TempDir
    static Path directory;

    private TestAuthority authority;
    private SimulatedGitLab server;

    @BeforeAll
    void start() throws Exception {
        authority = TestAuthority.make(directory, "gitlab");
        server = SimulatedGitLab.builder().tls(authority.server()).start();
    }

    @AfterAll
    void close() {
        server.close();
    }

    private GitLabConnection.Builder connection() {
        return GitLabConnection.builder(server.url()).attempts(1);
    }

    private void read(GitLabConnection connection) {
        new HttpGitLabs().open(connection).runner(server.accessToken(), 1);
    }

    private static void assertNoTrust(ThrowingCallable call, String words) {
        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(call)
                .withMessageContaining("read runner 1: TLS failed (")
                .withMessageContaining(words)
                .withMessageContaining("name that by authority(..)")
                .matches(GitLabException::isUndone);
    }

    @Test
    void trustsAnAuthorityOfItsOwn() {
        read(connection().authority(authority.certificate()).build());
    }

    @Test
    void trustsEachAuthorityOfAFile() throws Exception {
        TestAuthority other = TestAuthority.make(directory, "other");
        Path both = directory.resolve("both.pem");
        Files.writeString(both, Files.readString(other.certificate()) + Files.readString(authority.certificate()));

        read(connection().authority(both).build());
        assertNoTrust(() -> read(connection().authority(other.certificate()).build()), "certification path");
    }

    @Test
    void refusesACertificateThatHasExpiredAlsoIfItIsNamed() throws Exception {
        assertOutOfDate(TestAuthority.make(directory, "expired", "-10d", "3"), "NotAfter");
    }

    @Test
    void refusesACertificateThatIsNotValidYet() throws Exception {
        assertOutOfDate(TestAuthority.make(directory, "early", "+10d", "3"), "NotBefore");
    }

    private static void assertOutOfDate(TestAuthority authority, String words) throws Exception {
        try (SimulatedGitLab dated =
                SimulatedGitLab.builder().tls(authority.server()).start()) {
            GitLab gitLab = new HttpGitLabs()
                    .open(GitLabConnection.builder(dated.url())
                            .attempts(1)
                            .authority(authority.certificate())
                            .build());

            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> gitLab.runner(dated.accessToken(), 1))
                    .withMessageContainingAll("the server's certificate is out of date", words)
                    .matches(GitLabException::isUndone);
            assertThat(dated.calls(GitLabCall.READ)).isZero();
        }
    }

    @Test
    void trustsNobodyElse() {
        assertNoTrust(() -> read(connection().build()), "certification path");
    }

    @Test
    void heedsTheNameInACertificate() {
        HttpUrl localhost =
                HttpUrl.of("https://localhost:" + server.url().toUri().getPort());
        GitLabConnection misnamed = GitLabConnection.builder(localhost)
                .attempts(1)
                .authority(authority.certificate())
                .build();

        assertNoTrust(() -> read(misnamed), "localhost");
    }

    @Test
    void saysThatNoTlsIsSpoken() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> complain(plain));
            HttpUrl url = HttpUrl.of("https://127.0.0.1:" + plain.getLocalPort());

            assertNoTrust(
                    () -> read(GitLabConnection.builder(url).attempts(1).build()), "https:// only where TLS is spoken");
            answer.join();
        }
    }

    /** As nginx does when it reads no HTTP. */
    private static void complain(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().read();
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void saysWhatIsWrongWithAFileOfAuthorities() throws IOException {
        Path missing = directory.resolve("missing.pem");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path odd = Files.writeString(directory.resolve("odd.pem"), "-----BEGIN CERTIFICATE-----\nno\n");

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read(connection().authority(missing).build()))
                .withMessageContaining("missing.pem: there is no such file");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read(connection().authority(empty).build()))
                .withMessageContaining("empty.pem: no certificate in it");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read(connection().authority(odd).build()))
                .withMessageContaining("odd.pem: can't be read (");
    }

    @Test
    void goesByAProxyWhichResolvesTheName() {
        try (SimulatedGitLab proxy = SimulatedGitLab.start()) {
            GitLabConnection byProxy = GitLabConnection.builder(HttpUrl.of("http://gitlab.invalid"))
                    .proxy(proxy.url().toUri())
                    .build();

            assertThat(new HttpGitLabs().open(byProxy).runner(proxy.accessToken(), 1))
                    .isEmpty();
            assertThat(proxy.calls(GitLabCall.READ)).isEqualTo(1);
        }
    }

    @Test
    void goesByAProxyWithoutShowingItTheToken() throws IOException {
        try (CannedServer proxy = CannedServer.answering(this::tunnel)) {
            read(connection()
                    .authority(authority.certificate())
                    .proxy(proxy.url().toUri())
                    .build());

            assertThat(proxy.head())
                    .startsWith("CONNECT 127.0.0.1:" + server.url().toUri().getPort() + " HTTP/1.1")
                    .doesNotContainIgnoringCase("TOKEN");
        }
    }

    /** What a proxy does after CONNECT (RFC 9110, section 9.3.6). */
    private void tunnel(String head, Socket client) throws IOException {
        try (Socket gitLab = new Socket(
                InetAddress.getLoopbackAddress(), server.url().toUri().getPort())) {
            client.getOutputStream().write("HTTP/1.1 200 Established\r\n\r\n".getBytes(ISO_8859_1));
            CompletableFuture<Void> out = CompletableFuture.runAsync(() -> copy(client, gitLab));
            copy(gitLab, client);
            out.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException closed) {
            // at the end of the test
        }
    }

    @Test
    void saysThatAProxyWantsAPassword() throws IOException {
        try (CannedServer proxy = CannedServer.answering(407, "text/html", "<html>who are you</html>")) {
            GitLabConnection byProxy = GitLabConnection.builder(HttpUrl.of("http://gitlab.invalid"))
                    .proxy(proxy.url().toUri())
                    .build();

            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> read(byProxy))
                    .withMessageContaining("407")
                    .withMessageContaining("use a proxy that asks for no user name and password");
        }
    }

    @Test
    void saysThatThereIsNoProxy() {
        GitLabConnection byProxy =
                connection().proxy(URI.create("http://127.0.0.1:1")).build();

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> read(byProxy))
                .withMessageContaining("nothing listens there (by the proxy http://127.0.0.1:1)")
                .withMessageContaining("or of the proxy");
    }
}
