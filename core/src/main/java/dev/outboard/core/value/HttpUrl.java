package dev.outboard.core.value;

import com.google.common.base.CharMatcher;
import dev.outboard.core.failure.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server: an absolute {@code http} or {@code https} URL with a host, kept as given. It has no user
 * information, which would be a secret in the open, and neither query nor fragment, which a base address can't have.
 */
public final class HttpUrl extends TextValue {
    private static final Pattern SCHEME = Pattern.compile("https?", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFORMATION = Pattern.compile("([a-zA-Z]+://)?.*@", Pattern.DOTALL);
    private static final int MAXIMUM_PORT = 65_535;

    private final URI uri;

    private HttpUrl(URI uri) {
        super(uri.toString());
        this.uri = uri;
    }

    /**
     * Reads a URL.
     *
     * @param url the URL, for example {@code https://gitlab.example.org/}
     * @return the URL
     * @throws InvalidValueException if it is not an absolute http or https URL with nothing but host, port and path
     */
    public static HttpUrl of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException malformed) {
            throw invalid(url, "a URL");
        }
        @Nullable String problem = expectedOf(uri);
        if (problem != null) {
            throw invalid(url, problem);
        }
        return new HttpUrl(uri);
    }

    /**
     * A URL from a URI.
     *
     * @param uri the URI
     * @return the URL
     * @throws InvalidValueException if it is not an absolute http or https URL with nothing but host, port and path
     */
    public static HttpUrl of(URI uri) {
        return of(uri.toString());
    }

    private static @Nullable String expectedOf(URI uri) {
        if (!CharMatcher.ascii().matchesAllOf(uri.toString())) {
            return "ASCII, other characters percent-encoded";
        }
        if (uri.getScheme() == null || !SCHEME.matcher(uri.getScheme()).matches()) {
            return "a URL that starts with http:// or https://";
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > MAXIMUM_PORT) {
            return "a host name or address, and a port from 1 to " + MAXIMUM_PORT + " if there is one";
        }
        return uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null
                ? "neither user information nor query nor fragment"
                : null;
    }

    private static InvalidValueException invalid(String url, String expected) {
        return new InvalidValueException(
                "URL",
                USER_INFORMATION.matcher(url).replaceFirst("$1****@"),
                expected,
                "write e.g. \"https://gitlab.example.org/\"");
    }

    /**
     * This URL for the network API of the JDK.
     *
     * @return the same URL
     */
    public URI toUri() {
        return uri;
    }

    /**
     * The host.
     *
     * @return a name or address; an IPv6 address in brackets
     */
    public String host() {
        return uri.getHost();
    }
}
