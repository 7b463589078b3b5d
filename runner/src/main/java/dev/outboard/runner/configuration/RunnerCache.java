package dev.outboard.runner.configuration;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.value.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the caches of jobs are, so that runners on other hosts find them: {@code [runners.cache]} (GitLab's documentation,
 * "Advanced configuration"). Without one they are in volumes of the second daemon. Immutable.
 */
public final class RunnerCache {
    private static final List<String> TYPE = List.of("Type");

    private final Map<List<String>, Object> values;

    private RunnerCache(Map<List<String>, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    private static RunnerCache ofType(String type) {
        return new RunnerCache(ImmutableMap.of(TYPE, type));
    }

    /**
     * A bucket of S3, reached with the credentials of the machine's role.
     *
     * @param server host and maybe port, for example {@code s3.amazonaws.com}
     * @param bucket the bucket's name
     * @return the cache
     */
    public static RunnerCache s3(String server, String bucket) {
        return ofType("s3")
                .with(List.of("s3", "ServerAddress"), TomlValues.text(server))
                .with(List.of("s3", "BucketName"), TomlValues.text(bucket))
                .with(List.of("s3", "AuthenticationType"), "iam");
    }

    /**
     * A bucket of S3, or of a server that speaks its protocol, reached with a key.
     *
     * @param server host and maybe port
     * @param bucket the bucket's name
     * @param accessKey the key's id
     * @param secretKey the key
     * @return the cache
     */
    public static RunnerCache s3(String server, String bucket, Secret accessKey, Secret secretKey) {
        return ofType("s3")
                .with(List.of("s3", "ServerAddress"), TomlValues.text(server))
                .with(List.of("s3", "AccessKey"), requireNonNull(accessKey, "accessKey is null"))
                .with(List.of("s3", "SecretKey"), requireNonNull(secretKey, "secretKey is null"))
                .with(List.of("s3", "BucketName"), TomlValues.text(bucket))
                .with(List.of("s3", "AuthenticationType"), "access-key");
    }

    /**
     * A bucket of Google Cloud Storage.
     *
     * @param bucket the bucket's name
     * @param credentialsFile the file with the service account's key, as a path in the runner's container
     * @return the cache
     */
    public static RunnerCache gcs(String bucket, String credentialsFile) {
        return ofType("gcs")
                .with(List.of("gcs", "CredentialsFile"), TomlValues.text(credentialsFile))
                .with(List.of("gcs", "BucketName"), TomlValues.text(bucket));
    }

    /**
     * A container of Azure Blob Storage.
     *
     * @param account the storage account's name
     * @param accountKey its key
     * @param container the container's name
     * @return the cache
     */
    public static RunnerCache azure(String account, Secret accountKey, String container) {
        return ofType("azure")
                .with(List.of("azure", "AccountName"), TomlValues.text(account))
                .with(List.of("azure", "AccountKey"), requireNonNull(accountKey, "accountKey is null"))
                .with(List.of("azure", "ContainerName"), TomlValues.text(container));
    }

    /**
     * The same cache below a path of its bucket.
     *
     * @param path for example {@code ci}
     * @return the cache
     */
    public RunnerCache path(String path) {
        return with(List.of("Path"), TomlValues.text(path));
    }

    /**
     * The same cache, shared by all runners of a project or not.
     *
     * @param shared false, which is GitLab Runner's default, keeps a cache for each runner
     * @return the cache
     */
    public RunnerCache shared(boolean shared) {
        return with(List.of("Shared"), shared);
    }

    /**
     * The same cache in a region of S3.
     *
     * @param region for example {@code eu-central-1}
     * @return the cache
     */
    public RunnerCache region(String region) {
        return with(List.of("s3", "BucketLocation"), TomlValues.text(region));
    }

    /**
     * The same cache, reached by plain http: for a server on the same host or network.
     *
     * @return the cache
     */
    public RunnerCache insecure() {
        return with(List.of("s3", "Insecure"), true);
    }

    /**
     * The same cache with another key of {@code [runners.cache]} or of a table below it, for what has no method here.
     *
     * @param key the key, with its table where it has one, for example {@code s3.DualStack}
     * @param value text, a whole number, a truth value, or a list or map of these
     * @return the cache
     * @throws dev.outboard.core.failure.InvalidValueException if GitLab Runner would not take the value
     */
    public RunnerCache set(String key, Object value) {
        return with(Splitter.on('.').splitToList(key), TomlValues.of(value));
    }

    /**
     * What it asks of GitLab Runner: each type has a table of its own since there are several.
     *
     * @return the first version that reads it
     */
    public Requirement requirement() {
        String type = String.valueOf(values.get(TYPE));
        return new Requirement("cache", type, RunnerVersion.of(type.equals("azure") ? "13.4" : "11.3"));
    }

    private RunnerCache with(List<String> key, Object value) {
        Map<List<String>, Object> more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new RunnerCache(more);
    }

    /**
     * The keys below {@code [runners.cache]}.
     *
     * @return each key with its value; those of the table itself come before those of its tables
     */
    public Map<List<String>, Object> values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunnerCache that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The keys and values; secrets as {@code ****}. */
    @Override
    public String toString() {
        return values.toString();
    }
}
