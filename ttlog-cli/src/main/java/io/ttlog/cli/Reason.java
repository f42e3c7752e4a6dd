/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something failed, for people: the JDK's exceptions about files say it by their class names. */
final class Reason {
    /** Most causes that are looked at, should a chain be a ring. */
    private static final int CAUSES_MAX = 16;

    private Reason() {}

    /** The failure's message, in which the causes that are about files are sentences. */
    static String of(Throwable failure) {
        String message = failure instanceof FileSystemException file ? sentence(file) : failure.getMessage();
        if (message == null) {
            return failure.toString();
        }
        Throwable cause = failure.getCause();
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (cause instanceof FileSystemException file) {
                message = message.replace(cause.toString(), sentence(file));
            } else if (cause instanceof IOException && cause.getMessage() != null) {
                message = message.replace(cause.toString(), cause.getMessage());
            }
            cause = cause.getCause();
        }
        return message;
    }

    private static String sentence(FileSystemException failure) {
        String problem = problem(failure);
        return failure.getFile() == null ? problem : failure.getFile() + ": " + problem;
    }

    /** The failure without the file's name. */
    static String problem(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return "it is not a directory";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        return failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
    }
}
