using System.Text.RegularExpressions;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests.Documentation;

/// <summary>The programs of docs/signing.md, as they stand there, make calls that the relay takes.</summary>
[Collection(SharedStack.Name)]
public sealed partial class SigningRecipeTests(StackFixture fixture)
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "signing.md"));

    [Theory]
    [InlineData("sign.sh", "sh", "openssl", "version")]
    [InlineData("sign.mjs", "node", "node", "--version")]
    [InlineData("sign.py", "python3", "python3", "-c", "import cryptography")]
    [InlineData("Sign.java", "java", "java", "--version")]
    public async Task Recipe_AsItStandsOnThePage_SignsReadsQueriesAndBodies(string file, string program, string needed, params string[] question)
    {
        Assert.SkipUnless(await Tool.IsThereAsync(needed, question), $"{needed} is not on this machine.");
        await using var peer = await TestPartner.StartAsync(fixture.Stack);
        var folder = Directory.CreateTempSubdirectory("relay-recipe-");
        try
        {
            var name = "r" + Guid.NewGuid().ToString("N")[..10];
            await RegisterAsync(name, folder.FullName);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, file), Recipe(file));
            var user = """{"optedIn":true,"partners":["*"],"devices":[{"device":1,"registrationId":4711}],"terms":{"version":"é"}}""";
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "user.json"), user);

            Task<string> Call(params string[] arguments) =>
                Tool.RunAsync(folder.FullName, new Dictionary<string, string> { ["KEY_ID"] = name + "-1" }, program, [file, .. arguments]);

            Assert.Contains(peer.Name, await Call("GET", fixture.Stack.Address + "v1/networks/" + peer.Name));
            Assert.Contains("\"serviceId\"", await Call("PUT", fixture.Stack.Address + "v1/users/ana", "user.json"));
            Assert.Contains("\"cursor\"", await Call("GET", fixture.Stack.Address + "v1/receipts?max=100"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Page_EachRecipe_IsOneThatIsRun() =>
        Assert.Equal(["Sign.java", "sign.mjs", "sign.py", "sign.sh"], Recipes().Matches(s_page).Select(recipe => recipe.Groups[1].Value).Order(StringComparer.Ordinal));

    private static string Recipe(string file) => Recipes().Matches(s_page).Single(recipe => recipe.Groups[1].Value == file).Groups[2].Value;

    private async Task RegisterAsync(string name, string folder)
    {
        using var key = SigningKey.CreateEd25519(name + "-1");
        await File.WriteAllTextAsync(Path.Combine(folder, "KEY.pem"), key.ExportPkcs8Pem());
        using var operatorKey = fixture.Stack.Identity.OperatorKey();
        using var operators = new RelayClient(new RelayClientOptions { Address = fixture.Stack.Address, Authority = fixture.Stack.Authority, Key = operatorKey });
        await operators.PutPartnerAsync(name, new PartnerRecord { Status = PartnerStatus.Live, Mode = DeliveryMode.Pull, Keys = [key.Public.ToJwk()], Capabilities = ["text"] });
    }

    [GeneratedRegex(@"^```\w+ recipe=(\S+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Recipes();
}
