package dev.outboard.runner.configuration.file;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a GitLab is. Two spellings of one address are equal, by RFC 3986, sections 6.2.2 and 6.2.3: the case of scheme and
 * host, the default port, escapes of characters that need none, dot segments and slashes at the end do not count. Neither
 * does a {@code /ci} at the end, which GitLab Runner takes away ({@code network/client.go}).
 */
public final class GitLabUrl {
    private static final Pattern END = Pattern.compile("/*(?:/ci/*)?$");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final int HEXADECIMAL = 16;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final String spelling;
    private final String normal;

    private GitLabUrl(String spelling) {
        this.spelling = spelling;
        this.normal = normal(spelling);
    }

    /**
     * An address as it is spelled somewhere.
     *
     * @param spelling the URL; a text that is not one is equal to itself alone
     * @return the address
     */
    public static GitLabUrl of(String spelling) {
        return new GitLabUrl(spelling);
    }

    private static String normal(String spelling) {
        try {
            URI uri = new URI(spelling.strip());
            @Nullable String scheme = uri.getScheme();
            @Nullable String host = uri.getHost();
            if (scheme == null || host == null) {
                return spelling;
            }
            String lower = scheme.toLowerCase(Locale.ROOT);
            String path = END.matcher(unescaped(uri.normalize().getRawPath())).replaceFirst("");
            return lower + "://" + host.toLowerCase(Locale.ROOT) + port(lower, uri.getPort()) + path;
        } catch (URISyntaxException notAUrl) {
            return spelling;
        }
    }

    private static String port(String scheme, int port) {
        boolean isDefault =
                port < 0 || (scheme.equals("http") && port == HTTP) || (scheme.equals("https") && port == HTTPS);
        return isDefault ? "" : ":" + port;
    }

    private static String unescaped(String path) {
        return ESCAPE.matcher(path).replaceAll(escape -> {
            String character = Character.toString(Integer.parseInt(escape.group(1), HEXADECIMAL));
            return UNRESERVED.matcher(character).matches()
                    ? character
                    : Matcher.quoteReplacement(escape.group().toUpperCase(Locale.ROOT));
        });
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GitLabUrl that && normal.equals(that.normal);
    }

    @Override
    public int hashCode() {
        return normal.hashCode();
    }

    /** As it was spelled. */
    @Override
    public String toString() {
        return spelling;
    }
}
