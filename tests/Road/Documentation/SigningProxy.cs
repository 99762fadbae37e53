using System.Diagnostics;
using System.Text.Json;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Documentation;

/// <summary>local/tools/signing-proxy.mjs before a relay, with the keys of an operator and of three partners, in a folder of its own.</summary>
internal sealed class SigningProxy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-proxy-");
    private Process? _process;

    /// <summary>Where the key files are.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    public static async Task<SigningProxy> StartAsync(LocalStack stack)
    {
        var proxy = new SigningProxy();
        string[] partners = ["instagram", "whatsapp", "haiket"];
        foreach (var name in partners)
            await proxy.WriteAsync(name, await Tool.RunAsync(proxy.Folder, null, "node", Tool.PathOf("partner.mjs"), "key", name + "-1"));
        await proxy.WriteAsync("operator", JsonSerializer.Serialize(new { kid = LocalIdentity.OperatorKeyId, pem = stack.Identity.OperatorKeyPem }));

        string[] keys = [.. partners.Prepend("operator").Select(name => $"{name}={name}.json")];
        proxy._process = Tool.Start(
            "node", [Tool.PathOf("signing-proxy.mjs"), "--relay", stack.Address.ToString(), "--authority", stack.Authority, "--port", "0", .. keys], proxy.Folder, null);
        proxy.Address = (await proxy._process.StandardOutput.ReadLineAsync())!.Split(' ')[0];
        return proxy;
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task WriteAsync(string name, string key) => File.WriteAllTextAsync(Path.Combine(Folder, name + ".json"), key);
}
