/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ttlog.Baggage;
import io.ttlog.Context;
import io.ttlog.Row;
import io.ttlog.Scope;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request through three processes, each with its own store: they pass on the headers {@code traceparent}, {@code tracestate} and
 * {@code baggage}, and what the stores hold is one trace. Without an argument it starts the three, asks the first, and prints the
 * trace; with a name it is one of them.
 */
final class ThreeServices {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private ThreeServices() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            serve(args[0], args.length > 1 ? args[1] : null);
            return;
        }
        Deque<Process> services = new ArrayDeque<>();
        try {
            String price = start(services, "price");
            String stock = start(services, "stock", price);
            String shop = start(services, "shop", stock);
            HttpRequest request = HttpRequest.newBuilder(URI.create(shop))
                    .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                    .header("tracestate", "congo=t61rcWkgMzE")
                    .header("baggage", "user=alice")
                    .build();
            System.out.println(HTTP.send(request, BodyHandlers.ofString()).body());
        } finally {
            for (Process service : services) {
                service.getOutputStream().close(); // it stops, and has then written everything
                service.waitFor();
            }
        }
        printTrace();
    }

    // ---- one of the services

    private static void serve(String name, @Nullable String next) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TTLogSession session =
                TTLog.init().service(name).data(directory(name)).console(false).start();
        try (session) {
            server.createContext("/", exchange -> answer(exchange, name, next));
            server.start();
            System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            while (System.in.read() >= 0) {
                // until who started this process closes its end
            }
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, String name, @Nullable String next) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        Context caller = Context.of(
                SpanContext.parse(headers.getFirst("traceparent"), headers.getFirst("tracestate")),
                Baggage.parse(headers.getFirst("baggage")));
        String body;
        Scope scope = caller.makeCurrent();
        try (scope;
                Span span = span("GET /").kind(SpanKind.SERVER)) {
            span.with("user", caller.baggage().get("user"));
            span.with("tracestate", Context.current().span().tracestate());
            info("asked for the answer of {name}", name);
            body = next == null ? name : name + ", " + ask(next);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String ask(String next) throws IOException {
        try (Span span = span("ask").kind(SpanKind.CLIENT)) {
            Context context = Context.current();
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(next));
            header(request, "traceparent", context.span().traceparent());
            header(request, "tracestate", context.span().tracestate());
            header(request, "baggage", context.baggage().header());
            try {
                return HTTP.send(request.build(), BodyHandlers.ofString()).body();
            } catch (IOException e) {
                span.fail(e);
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                span.fail(e);
                throw new IOException(e);
            }
        }
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        if (!value.isEmpty()) {
            request.header(name, value);
        }
    }

    // ---- who starts them, and reads what they have written

    private static Path directory(String name) {
        return Path.of("ttlog-data", name);
    }

    /** The address of the service. */
    private static String start(Deque<Process> services, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ThreeServices.class.getName()));
        command.addAll(List.of(arguments));
        Process service = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        services.push(service);
        BufferedReader printed = service.inputReader(StandardCharsets.UTF_8);
        return Objects.requireNonNull(printed.readLine(), "a service did not start");
    }

    private static void printTrace() {
        List<Row> spans = new ArrayList<>();
        for (String name : List.of("shop", "stock", "price")) {
            TTLogSession session = TTLog.init()
                    .service("reader")
                    .data(directory(name))
                    .console(false)
                    .start();
            try (session) {
                TTLog.query("SELECT trace_id, span_id, parent_id, service, name, kind, user, tracestate FROM spans")
                        .forEach(spans::add);
            }
        }
        TreeSet<String> traces = new TreeSet<>();
        spans.forEach(span -> traces.add(span.getString("trace_id")));
        System.out.println(traces);
        print(spans, "00f067aa0ba902b7", "");
    }

    private static void print(List<Row> spans, String parent, String indent) {
        for (Row span : spans) {
            if (parent.equals(span.getString("parent_id"))) {
                System.out.println(indent + span.getString("service") + ": " + span.getString("kind") + " "
                        + span.getString("name") + " " + span.getString("user") + " " + span.getString("tracestate"));
                print(spans, String.valueOf(span.getString("span_id")), indent + "  ");
            }
        }
    }
}
