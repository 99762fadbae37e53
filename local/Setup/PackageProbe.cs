using System.Net;
using System.Text.Json;

namespace Relay.Local.Setup;

/// <summary>
/// Asks the NuGet registries configured on this machine whether they have given packages.
/// Protocol: the NuGet v3 service index and its PackageBaseAddress resource.
/// </summary>
internal sealed class PackageProbe(HttpClient http)
{
    /// <summary>The configured sources that speak NuGet v3 over http.</summary>
    public static IReadOnlyList<Uri> Sources(Repository repository) =>
        [.. Shell.Capture(repository.Root, "dotnet", "nuget", "list", "source", "--format", "Short")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith("E ", StringComparison.Ordinal))
            .Select(line => line[2..].Trim())
            .Where(source => source.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            .Select(source => new Uri(source))];

    /// <summary>The packages that none of the sources has.</summary>
    public async Task<IReadOnlyList<PackageId>> MissingAsync(IReadOnlyList<Uri> sources, IReadOnlyList<PackageId> wanted)
    {
        var found = new HashSet<PackageId>();
        foreach (var source in sources)
        {
            if (await BaseAddressAsync(source) is not { } address)
                continue;

            foreach (var package in wanted)
            {
                var path = $"{package.Id.ToLowerInvariant()}/{package.Version}/{package.Id.ToLowerInvariant()}.{package.Version}.nupkg";
                using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(address, path));
                using var response = await http.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.OK)
                    found.Add(package);
            }
        }

        return [.. wanted.Where(package => !found.Contains(package))];
    }

    private async Task<Uri?> BaseAddressAsync(Uri source)
    {
        try
        {
            using var index = JsonDocument.Parse(await http.GetStringAsync(source));
            var address = index.RootElement.GetProperty("resources").EnumerateArray()
                .Where(resource => resource.GetProperty("@type").GetString() == "PackageBaseAddress/3.0.0")
                .Select(resource => resource.GetProperty("@id").GetString())
                .FirstOrDefault();
            return address is null ? null : new Uri(address.EndsWith('/') ? address : address + "/");
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or JsonException or KeyNotFoundException or TaskCanceledException)
        {
            // A source that does not answer lacks the packages as far as a restore is concerned.
            return null;
        }
    }
}
