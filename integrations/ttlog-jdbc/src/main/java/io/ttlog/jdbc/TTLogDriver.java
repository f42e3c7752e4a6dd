/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.TTLogException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The driver of {@code jdbc:ttlog:/path}, where the path is a store's directory. It writes nothing; a store that another process
 * or this one writes to is read beside it, each statement as of its beginning. Safe for all threads.
 */
public final class TTLogDriver implements Driver {
    /** How all its URLs begin. */
    public static final String PREFIX = "jdbc:ttlog:";

    static final int MAJOR = 0;
    static final int MINOR = 1;

    static {
        try {
            DriverManager.registerDriver(new TTLogDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** For {@link java.util.ServiceLoader}, and for pools that are given a class. */
    public TTLogDriver() {}

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    /**
     * Opens no file; the first statement does.
     *
     * @param properties none are known; those that come are left alone
     * @return null when the URL is for another driver
     * @throws SQLException when there is no such directory
     */
    @Override
    public @Nullable Connection connect(String url, @Nullable Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Path directory;
        try {
            directory = Path.of(url.substring(PREFIX.length()));
        } catch (InvalidPathException e) {
            throw new SQLException(url + ": expected a directory behind " + PREFIX, "08001", e);
        }
        if (!Files.isDirectory(directory)) {
            throw new SQLException(
                    url + ": there is no such directory, so no store; expected " + PREFIX + "DIRECTORY", "08001");
        }
        try {
            return new StoreConnection(directory).facade();
        } catch (TTLogException e) {
            throw Calls.translated(e);
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return MAJOR;
    }

    @Override
    public int getMinorVersion() {
        return MINOR;
    }

    /** False: JDBC asks for all of SQL-92, updates included. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("ttlog does not use java.util.logging");
    }
}
