using System.Globalization;
using System.Net;
using System.Text.Json;
using Relay.Local.Conformance;
using Relay.Local.Conformance.Keys;
using Relay.Local.Conformance.Samples;
using Relay.Signatures;

namespace Relay.Cli.Conformance;

/// <summary>What <c>relay conformance</c> was asked for, as it was written. What is wrong with it is an <see cref="InvalidDataException"/>.</summary>
internal sealed record ConformanceInputs
{
    public required string Endpoint { get; init; }

    public string? Events { get; init; }

    public string? Witness { get; init; }

    public string? Key { get; init; }

    public string? Serve { get; init; }

    public string? Users { get; init; }

    public string? Report { get; init; }

    public string? Markdown { get; init; }

    public IReadOnlyList<string> Only { get; init; } = [];

    public bool AllowLoopback { get; init; }

    /// <summary>The options of the run.</summary>
    /// <exception cref="InvalidDataException">Something is wrong with them; the message says what.</exception>
    public ConformanceOptions Options()
    {
        if (Serve is null && Key is null)
            throw new InvalidDataException("The partner must know the kit's key: give --serve PORT, so that it can read it, or --key FILE with one that it has.");
        return new ConformanceOptions
        {
            Endpoint = Address(Endpoint, "URL"),
            Events = Events is null ? null : Address(Events, "--events"),
            Witness = Witness is null ? null : Address(Witness, "--witness"),
            Users = Users is null ? new TestUsers() : ReadUsers(Users),
            Only = Only,
            AllowLoopback = AllowLoopback,
        };
    }

    /// <summary>The keys of the run.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public KitKeys Keys()
    {
        if (Key is null)
            return KitKeys.Generate();
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Key));
            return KitKeys.With(SigningKey.ImportPkcs8Pem(json.RootElement.GetProperty("kid").GetString() ?? "", json.RootElement.GetProperty("pem").GetString() ?? ""));
        }
        catch (Exception unfit) when (
            unfit is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"--key {Key} holds no key (JSON with kid and pem, PKCS#8 of P-256 or Ed25519).", unfit);
        }
    }

    /// <summary>Where the keys are published; null when they are not.</summary>
    /// <exception cref="InvalidDataException">It is no address.</exception>
    public IPEndPoint? Listen()
    {
        if (Serve is null)
            return null;
        if (ushort.TryParse(Serve, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return new IPEndPoint(IPAddress.Loopback, port);
        return Serve.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(Serve, out var endpoint)
            ? endpoint
            : throw new InvalidDataException("--serve must be a port, or an IP address and a port such as 0.0.0.0:9200.");
    }

    private static Uri Address(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
            ? uri
            : throw new InvalidDataException($"{name} must be an http or https address.");

    private static TestUsers ReadUsers(string path)
    {
        try
        {
            return TestUsers.Read(File.ReadAllText(path));
        }
        catch (Exception unfit) when (unfit is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidDataException($"--users {path}: {unfit.Message}", unfit);
        }
    }
}
