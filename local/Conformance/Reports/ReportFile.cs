using System.Security.Cryptography;
using System.Text.Json;

namespace Relay.Local.Conformance.Reports;

/// <summary>A report as bytes, and the digest by which an agreement names it.</summary>
public sealed class ReportFile
{
    private ReportFile(byte[] bytes)
    {
        Bytes = bytes;
        Digest = "sha-256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>What the file holds: UTF-8, with a line end at the end.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary><c>sha-256:</c> and the SHA-256 of the file in lower-case hex: what <c>sha256sum</c> says of it.</summary>
    public string Digest { get; }

    /// <summary>Writes a report.</summary>
    public static ReportFile Of(ConformanceReport report) => new([.. JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.ConformanceReport), (byte)'\n']);

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ConformanceReport Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, ReportJson.Default.ConformanceReport) ?? throw new JsonException("A report is not null.");
}
