/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Row;
import io.ttlog.Signal;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Jetty, Hibernate and H2, which log at DEBUG what they do, serve requests from several threads; then their messages are
 * found by SQL.
 */
class ChattyLibrariesTest {
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 60;
    /** Each so-many-th request asks for a name that is there already. */
    private static final int CLASHES_EVERY = 10;

    private static final int CLASHES = CLIENTS * REQUESTS / CLASHES_EVERY;

    @TempDir
    private Path directory;

    @Entity(name = "Purchase")
    @Table(name = "purchase")
    static class Purchase {
        @Id
        @GeneratedValue
        @Nullable
        Long id;

        @Column(unique = true)
        @Nullable
        String name;

        Purchase() {}

        Purchase(String name) {
            this.name = name;
        }
    }

    /** Stores a purchase of the name that the path ends with. */
    private static final class Shop extends Handler.Abstract {
        private final Logger logger = LoggerFactory.getLogger("shop.Shop");
        private final SessionFactory purchases;

        Shop(SessionFactory purchases) {
            this.purchases = purchases;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String name = request.getHttpURI().getPath().substring(1);
            MDC.put("purchase", name);
            try {
                Long id = purchases.fromTransaction(session -> {
                    Purchase made = new Purchase(name);
                    session.persist(made);
                    session.flush();
                    return made.id;
                });
                logger.atInfo().addKeyValue("purchase_id", id).log("stored {}", name);
            } catch (RuntimeException failure) {
                logger.error("cannot store {} for {}", name, request.getMethod(), failure);
                response.setStatus(409);
            } finally {
                MDC.clear();
            }
            callback.succeeded();
            return true;
        }
    }

    private static SessionFactory purchases() {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        return new Configuration()
                .addAnnotatedClass(Purchase.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:purchases;DB_CLOSE_DELAY=-1;TRACE_LEVEL_FILE=4")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }

    private static int load(int port, int client, HttpClient http) throws IOException, InterruptedException {
        int refused = 0;
        for (int i = 0; i < REQUESTS; i++) {
            String name = i % CLASHES_EVERY == CLASHES_EVERY - 1 ? "taken" : "p-" + client + "-" + i;
            HttpResponse<Void> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + name))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            refused += response.statusCode() == 409 ? 1 : 0;
        }
        return refused;
    }

    private static int serve() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (SessionFactory purchases = purchases()) {
            purchases.inTransaction(session -> session.persist(new Purchase("taken")));
            server.setHandler(new Shop(purchases));
            server.start();
            return refused(clients, connector.getLocalPort());
        } finally {
            clients.shutdownNow();
            server.stop();
        }
    }

    private static int refused(ExecutorService clients, int port) throws InterruptedException, ExecutionException {
        HttpClient http = HttpClient.newHttpClient();
        List<Future<Integer>> all = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int number = client;
            all.add(clients.submit(() -> load(port, number, http)));
        }
        int refused = 0;
        for (Future<Integer> client : all) {
            refused += client.get();
        }
        return refused;
    }

    private static long count(String condition) {
        return TTLog.query("SELECT count(*) AS n FROM logs WHERE " + condition)
                .rows()
                .get(0)
                .getLong("n");
    }

    @Test
    @Timeout(40)
    void findsWhatJettyHibernateAndH2LogBySql() throws Exception {
        TTLogSession session = TTLog.init()
                .service("shop")
                .data(directory)
                .level(Level.DEBUG)
                .level("org.hibernate.resource.jdbc", Level.WARN)
                .console(false)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
                .start();
        try (session) {
            assertThat(serve()).isEqualTo(CLASHES);
            assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();

            assertThat(count("logger LIKE 'org.eclipse.jetty.%' AND level = 'DEBUG'"))
                    .isGreaterThan(10_000);
            assertThat(count("logger LIKE 'org.hibernate.%' AND level = 'DEBUG'"))
                    .isGreaterThan(1_000);
            assertThat(count("logger = 'h2database' AND level = 'DEBUG'")).isGreaterThan(CLIENTS * REQUESTS);
            assertThat(count("logger LIKE 'org.hibernate.resource.jdbc%' AND level = 'DEBUG'"))
                    .isZero();

            // Theirs: arguments are columns, the MDC of the request is on what libraries log in its thread, and so are
            // exceptions.
            assertThat(
                            count(
                                    "logger = 'org.eclipse.jetty.http.HttpParser' AND template LIKE 'parsedHeader(%' AND arg2 = 'Host'"))
                    .isPositive();
            assertThat(count("logger = 'org.hibernate.SQL' AND purchase = 'p-2-7'"))
                    .isEqualTo(1);
            assertThat(
                            count(
                                    "logger = 'org.hibernate.orm.jdbc.error' AND error LIKE '%JdbcSQLIntegrityConstraintViolation%'"))
                    .isEqualTo(CLASHES);

            // Our own: arguments, key-values and the MDC are columns, the exception is there.
            Row stored = TTLog.query("SELECT message, template, arg0, purchase, purchase_id FROM logs"
                            + " WHERE logger = 'shop.Shop' AND arg0 = 'p-2-7'")
                    .rows()
                    .get(0);
            assertThat(stored.getString("message")).isEqualTo("stored p-2-7");
            assertThat(stored.getString("template")).isEqualTo("stored {}");
            assertThat(stored.getString("purchase")).isEqualTo("p-2-7");
            assertThat(stored.getLong("purchase_id")).isPositive();
            List<Row> failures = TTLog.query("SELECT arg0, arg1, error FROM logs"
                            + " WHERE logger = 'shop.Shop' AND level = 'ERROR' LIMIT 1000")
                    .rows();
            assertThat(failures).hasSize(CLASHES);
            assertThat(failures.get(0).getString("arg0")).isEqualTo("taken");
            assertThat(failures.get(0).getString("arg1")).isEqualTo("GET");
            assertThat(failures.get(0).getString("error"))
                    .startsWith("org.hibernate.exception.ConstraintViolationException: ")
                    .contains("\nCaused by: org.h2.jdbc.JdbcSQLIntegrityConstraintViolationException: ");
        }
        Stats stats = session.stats();
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.dropped()).isZero();
        assertThat(stats.droppedBy("store")).isZero();
        assertThat(count("timestamp > '2000-01-01'")).isEqualTo(stats.submitted(Signal.LOG));
    }
}
