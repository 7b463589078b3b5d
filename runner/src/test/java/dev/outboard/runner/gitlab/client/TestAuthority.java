package dev.outboard.runner.gitlab.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key for 127.0.0.1, made by keytool(1), whose certificate is signed by itself. */
record TestAuthority(Path keyStore, Path certificate) {
    private static final String PASSWORD = "not secret";

    static TestAuthority make(Path directory, String name) throws IOException, InterruptedException {
        return make(directory, name, "-1d", "90");
    }

    /** One that is valid from a day on, as keytool(1) takes it, for so many days. */
    static TestAuthority make(Path directory, String name, String start, String days)
            throws IOException, InterruptedException {
        TestAuthority authority = new TestAuthority(directory.resolve(name + ".p12"), directory.resolve(name + ".pem"));
        authority.keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-startdate",
                start,
                "-validity",
                days,
                "-ext",
                "BasicConstraints:critical=ca:true",
                "-ext",
                "SubjectAlternativeName=IP:127.0.0.1");
        authority.keytool("-exportcert", "-rfc", "-file", authority.certificate.toString());
        return authority;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "server", "-keystore", keyStore.toString(), "-storepass", PASSWORD));
        Path log = Files.createTempFile("keytool", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool: " + Files.readString(log));
        }
        Files.delete(log);
    }

    /** What a server needs that has the key. */
    SSLContext server() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keyStore)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
