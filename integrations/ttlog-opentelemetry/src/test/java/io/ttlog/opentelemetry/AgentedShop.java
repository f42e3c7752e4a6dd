/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A program that knows nothing of telemetry, for {@link AgentTest}. */
public final class AgentedShop {
    private static final Logger LOG = Logger.getLogger("shop.Orders");

    private AgentedShop() {}

    /** Answers one request of its own, and ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/order", exchange -> {
            LOG.log(Level.WARNING, "order {0} taken", 7);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/order");
        int status = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        server.stop(0);
        System.out.println("status " + status);
    }
}
