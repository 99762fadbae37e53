using System.CommandLine;
using Relay.Cli.Verify;

namespace Relay.Cli;

/// <summary><c>relay verify</c>: checks custody receipts offline, makes and checks proofs from them (docs/receipts.md), and checks certificates of erasure (docs/people-profiles.md) and heads of the log of keys (docs/transparency.md).</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var keys = new Option<string?>("--keys") { Description = "The relay's public keys: a file (JWK Set, or what /.well-known/relay answers), or the address of that.", HelpName = "FILE|URL" };
        var receipt = new Option<string?>("--receipt") { Description = "The answer to POST /v1/envelopes, or a receipt's token alone; - reads standard input.", HelpName = "FILE|-" };
        var request = new Option<string?>("--request") { Description = "The body that was sent: checks that the receipt, or the proof, is about these envelopes.", HelpName = "FILE" };
        var id = new Option<string?>("--id") { Description = "Ask about this one envelope of the request.", HelpName = "ID" };
        var makeProof = new Option<string?>("--make-proof") { Description = "Write a proof for this envelope to standard output: it shows a third party this envelope and no other.", HelpName = "ID" };
        var proof = new Option<string?>("--proof") { Description = "Check a proof instead of a receipt.", HelpName = "FILE" };
        var chain = new Option<string?>("--chain") { Description = "Check that the receipts in a folder tell one story; numbers that are not there are listed.", HelpName = "FOLDER" };
        var complete = new Option<bool>("--complete") { Description = "With --chain: a number that is not there is a fault." };
        var erasure = new Option<string?>("--erasure") { Description = "Check a certificate of erasure: the answer to DELETE /v1/users/…; - reads standard input.", HelpName = "FILE|-" };
        var user = new Option<string?>("--user") { Description = "With --erasure: check that it is about this user.", HelpName = "PARTNER/USER" };
        var heads = new Option<string[]>("--head") { Description = "Check a signed head of the log of keys (the answer to GET /v1/transparency/head, or its token); given twice, compare them.", HelpName = "FILE" };
        var consistency = new Option<string?>("--consistency") { Description = "With two heads of different sizes: the answer to GET /v1/transparency/consistency for them.", HelpName = "FILE" };
        var command = new Command("verify", "Check the relay's custody receipts, certificates of erasure and heads of the log of keys. Exit code 0 good, 1 bad, 2 could not be checked.")
        {
            keys, receipt, request, id, makeProof, proof, chain, complete, erasure, user, heads, consistency,
        };
        command.SetAction((parsed, cancel) =>
        {
            var inputs = new VerifyInputs
            {
                Keys = parsed.GetValue(keys),
                Receipt = parsed.GetValue(receipt),
                Request = parsed.GetValue(request),
                Id = parsed.GetValue(id),
                MakeProof = parsed.GetValue(makeProof),
                Proof = parsed.GetValue(proof),
                Chain = parsed.GetValue(chain),
                Complete = parsed.GetValue(complete),
                Erasure = parsed.GetValue(erasure),
                User = parsed.GetValue(user),
                Heads = parsed.GetValue(heads) ?? [],
                Consistency = parsed.GetValue(consistency),
            };
            return new VerifyRun(inputs, Console.OpenStandardInput, Console.Out, Console.Error).RunAsync(cancel);
        });
        return command;
    }
}
