import { salvaged } from "../../../provider/resources/salvage";

const BODY = JSON.stringify({
  data: {
    id: "0badcafe",
    connection_url: "neo4j+s://0badcafe",
    username: "neo4j",
    password: 'p4"ss\\w\u00f6rd',
    created_at: "now",
  },
});
const WHOLE = {
  id: "0badcafe",
  connection_url: "neo4j+s://0badcafe",
  username: "neo4j",
  password: 'p4"ss\\w\u00f6rd',
  created_at: "now",
};

describe("what can be read of a damaged response", () => {
  it("is everything where all came", () => {
    expect(salvaged(`<html>${BODY}`)).toEqual({ ...WHOLE, text: `<html>${BODY}` });
  });

  it("is what came whole where it was cut", () => {
    const text = BODY.slice(0, BODY.indexOf("created_at") + 14);
    const { created_at: _, ...rest } = WHOLE;
    expect(salvaged(text)).toEqual({ ...rest, text });
    const half = BODY.slice(0, BODY.indexOf("ss"));
    expect(salvaged(half)).toEqual({
      id: "0badcafe",
      connection_url: "neo4j+s://0badcafe",
      username: "neo4j",
      text: half,
    });
  });

  it("is what stands first, because later objects are others", () => {
    const text = '{"data":{"id":"0badcafe","password":"first"},"source":{"id":"00000000","password":"second"}';
    expect(salvaged(text)).toEqual({ id: "0badcafe", password: "first", text });
  });

  it("leaves out what is no text, or no JSON", () => {
    const text = '{"id":7,"username":"\\x","password" : "p" ,"created_at":null}';
    expect(salvaged(text)).toEqual({ password: "p", text });
  });

  it.each(["", "<html></html>", "{", "null"])("is the text alone where it has nothing: %j", (text) => {
    expect(salvaged(text)).toEqual({ text });
  });
});
