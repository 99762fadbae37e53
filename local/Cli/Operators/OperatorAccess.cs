using System.Text.Json;
using Relay.Client;
using Relay.Client.Operators;
using Relay.Signatures;

namespace Relay.Cli.Operators;

/// <summary>Which relay an operator's command talks to, and with which key: by default the one that <c>relay up</c> runs here.</summary>
internal sealed class OperatorAccess : IDisposable
{
    private readonly SigningKey _key;

    private OperatorAccess(Uri address, string authority, SigningKey key)
    {
        _key = key;
        Address = address;
        Client = new RelayOperator(new RelayClientOptions { Address = address, Authority = authority, Key = key, MostAttempts = 3 });
    }

    /// <summary>Where the relay is.</summary>
    public Uri Address { get; }

    /// <summary>Signs with the operator's key.</summary>
    public RelayOperator Client { get; }

    /// <summary>What the options name, completed by the description of the stack that runs here.</summary>
    /// <param name="relay">The relay's address; null for the one that runs here.</param>
    /// <param name="authority">What the relay checks signatures against; null for the address's own.</param>
    /// <param name="keyFile">The operator's key: JSON with <c>kid</c> and <c>pem</c>; null for that of the relay that runs here.</param>
    /// <param name="stackFile">What <c>relay up</c> writes about itself.</param>
    /// <exception cref="InvalidDataException">A file is not there or not as documented, or the address is none; the message says which.</exception>
    public static OperatorAccess Open(string? relay, string? authority, string? keyFile, string stackFile)
    {
        if (relay is null && !File.Exists(stackFile))
            throw new InvalidDataException("No relay is known here: start one with `relay up`, or name one with --relay URL and --key FILE.");
        if (relay is not null && keyFile is null)
            throw new InvalidDataException("--relay needs --key FILE: the key of the relay that runs here is no operator's elsewhere.");

        using var stack = relay is null ? ReadJson(stackFile) : null;
        using var file = keyFile is null ? null : ReadJson(keyFile);
        var address = relay ?? Text(stack!.RootElement, "relay", stackFile);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
            throw new InvalidDataException($"{address} is not the address of a relay: http or https, host, port, and no path.");

        var (key, source) = file is null ? (Member(stack!.RootElement, "operatorKey", stackFile), stackFile) : (file.RootElement, keyFile!);
        return new OperatorAccess(uri, authority ?? (relay is null ? Text(stack!.RootElement, "authority", stackFile) : uri.Authority), Import(key, source));
    }

    public void Dispose()
    {
        Client.Dispose();
        _key.Dispose();
    }

    private static SigningKey Import(JsonElement key, string path)
    {
        try
        {
            return SigningKey.ImportPkcs8Pem(Text(key, "kid", path), Text(key, "pem", path));
        }
        catch (Exception unsuitable) when (unsuitable is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} holds no key: {unsuitable.Message}", unsuitable);
        }
    }

    private static JsonDocument ReadJson(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static string Text(JsonElement json, string name, string path) =>
        Member(json, name, path) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw new InvalidDataException($"{path}: {name} is not a text.");

    private static JsonElement Member(JsonElement json, string name, string path) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : throw new InvalidDataException($"{path} has no member {name}.");
}
