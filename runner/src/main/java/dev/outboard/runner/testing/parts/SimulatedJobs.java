package dev.outboard.runner.testing.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.runner.testing.parts.SimulatedJob.State;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jobs of a simulated GitLab, and what it says to runners about them. Thread-safe. */
final class SimulatedJobs {
    private static final Pattern RANGE = Pattern.compile("([0-9]+)-[0-9]+");
    private static final String TOKEN = "glcbt-64_simulated";
    private static final String COMMIT = "5".repeat(40);
    private static final String NO_COMMIT = "0".repeat(40);
    private static final int TIMEOUT_SECONDS = 3600;

    private final SortedMap<Long, SimulatedJob> jobs = new TreeMap<>();

    /** Runners count bytes, and may end a part within a character. */
    private final Map<Long, ByteArrayOutputStream> logs = new TreeMap<>();

    synchronized SimulatedJob add(String image, List<String> script) {
        SimulatedJob job = SimulatedJob.pending(jobs.size() + 1L, image, script);
        jobs.put(job.id(), job);
        logs.put(job.id(), new ByteArrayOutputStream());
        return job;
    }

    synchronized List<SimulatedJob> all() {
        return List.copyOf(jobs.values());
    }

    synchronized Optional<SimulatedJob> find(long id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** The oldest job that waits, in the form in which a runner gets it. */
    synchronized Optional<GitLabReply> take(long runner, String url) {
        Optional<SimulatedJob> taken = jobs.values().stream()
                .filter(job -> job.state() == State.PENDING)
                .findFirst()
                .map(job -> job.takenBy(runner));
        taken.ifPresent(job -> jobs.put(job.id(), job));
        return taken.map(job -> GitLabReply.json(201, describe(job, url)));
    }

    /** The least that the docker executor runs. The sources are not fetched: there are none. */
    private static ObjectNode describe(SimulatedJob job, String url) {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        text.put("id", job.id()).put("token", token(job)).put("allow_git_fetch", true);
        text.putObject("job_info")
                .put("name", "job")
                .put("stage", "test")
                .put("project_id", 3)
                .put("project_name", "project");
        text.putObject("git_info")
                .put("repo_url", url + "/group/project.git")
                .put("ref", "main")
                .put("sha", COMMIT)
                .put("before_sha", NO_COMMIT)
                .put("ref_type", "branch")
                .put("depth", 0)
                .putArray("refspecs");
        text.putObject("runner_info").put("timeout", TIMEOUT_SECONDS);
        text.putArray("variables")
                .addObject()
                .put("key", "GIT_STRATEGY")
                .put("value", "none")
                .put("public", true);
        ObjectNode step = text.putArray("steps").addObject();
        step.put("name", "script")
                .put("timeout", TIMEOUT_SECONDS)
                .put("when", "on_success")
                .put("allow_failure", false);
        job.script().forEach(step.putArray("script")::add);
        text.putObject("image").put("name", job.image());
        List.of("services", "artifacts", "cache", "credentials", "dependencies").forEach(text::putArray);
        text.putObject("features")
                .put("trace_sections", true)
                .putArray("failure_reasons")
                .add("unknown_failure")
                .add("script_failure")
                .add("runner_system_failure");
        return text;
    }

    /** By which a runner may speak of a job. */
    private static String token(SimulatedJob job) {
        return TOKEN + job.id();
    }

    /** By which a runner may speak of a job that it has; empty if it has not. */
    synchronized Optional<String> token(long id, long runner) {
        return find(id).filter(job -> job.runner().equals(OptionalLong.of(runner)))
                .map(SimulatedJobs::token);
    }

    /** {@code PATCH /jobs/:id/trace}: the next part of the log, where the runner says how much came before. */
    synchronized GitLabReply append(GitLabRequest request) {
        return withJob(request, job -> {
            Matcher range = RANGE.matcher(request.header("Content-Range"));
            if (!range.matches()) {
                return GitLabReply.error(400, "400 Missing header Content-Range");
            }
            if (Long.parseLong(range.group(1)) != log(job).size()) {
                return state(GitLabReply.empty(416), job);
            }
            write(job, request.content());
            return state(GitLabReply.empty(202), job).withHeader("X-GitLab-Trace-Update-Interval", "1");
        });
    }

    private SimulatedJob write(SimulatedJob job, byte[] part) {
        log(job).writeBytes(part);
        SimulatedJob written = job.withLog(log(job).toString(UTF_8));
        jobs.put(job.id(), written);
        return written;
    }

    /** {@code PUT /jobs/:id}: the runner says that it still runs, or how it ended. Old ones tell the whole log as well. */
    synchronized GitLabReply update(GitLabRequest request) {
        return withJob(request, taken -> {
            SimulatedJob job = taken;
            if (request.body().has("trace")) {
                log(taken).reset();
                job = write(taken, request.body().path("trace").asText().getBytes(UTF_8));
            }
            String word = request.body().path("state").asText("");
            Optional<State> end = Stream.of(State.values())
                    .filter(State::isFinal)
                    .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
            if (end.isPresent()) {
                jobs.put(
                        job.id(),
                        job.ended(
                                end.get(),
                                Optional.of(request.body()
                                                .path("failure_reason")
                                                .asText(""))
                                        .filter(reason -> !reason.isEmpty())));
            }
            return state(GitLabReply.empty(200), job);
        });
    }

    private GitLabReply withJob(GitLabRequest request, Function<SimulatedJob, GitLabReply> action) {
        return Optional.ofNullable(jobs.get(request.number()))
                .filter(job -> token(job).equals(request.header("JOB-TOKEN"))
                        || token(job).equals(request.body().path("token").asText()))
                .filter(job -> !job.state().isFinal())
                .map(action)
                .orElseGet(() -> GitLabReply.message(403, "403 Forbidden"));
    }

    private ByteArrayOutputStream log(SimulatedJob job) {
        return requireNonNull(logs.get(job.id()), "the job has no log");
    }

    private GitLabReply state(GitLabReply reply, SimulatedJob job) {
        return reply.withHeader("Job-Status", job.state().name().toLowerCase(Locale.ROOT))
                .withHeader("Range", "0-" + log(job).size());
    }
}
